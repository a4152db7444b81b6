// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "yak/store/person_records.hpp"

/// The texts of /privacy. Pure.
namespace yak::commands {

enum class PrivacyRequest : std::uint8_t { tell, show, ask, erase, unknown };
/// `text` is the command's argument.
PrivacyRequest privacy_request(std::string_view text);

/// `model` is the model that the person's messages are sent to; empty when it is unknown.
std::string kept_text(const std::string& user, const PersonCounts& counts, const Keeping& keeping,
                      const std::string& model);
std::string erase_question();
std::string erased_text(const PersonCounts& erased, const Keeping& keeping);

/// The part of a person's records that fits into a chat: settings, usage, and the newest messages
/// and answers.
class PersonExcerpt {
 public:
  /// Bound on messages and answers together, in bytes.
  static constexpr std::size_t kMaxText = 6'000;

  /// Takes the pages in their order.
  void add(const PersonPage& page);
  [[nodiscard]] std::string text(const std::string& user) const;

 private:
  struct Said {
    WallTime at{};
    std::string text;
  };
  /// The newest lines, at most kMaxText bytes of them.
  struct Tail {
    std::deque<Said> lines;
    std::size_t bytes = 0;
    std::size_t dropped = 0;

    void add(WallTime at, std::string_view who, const std::string& text);
  };

  /// Messages and answers together, oldest first.
  [[nodiscard]] std::vector<std::string_view> newest() const;

  PersonCounts counts_;
  std::string settings_;
  UsageRow usage_;  ///< the sum
  Tail messages_;
  Tail answers_;
};

}  // namespace yak::commands
