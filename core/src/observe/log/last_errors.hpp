#pragma once

#include <map>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::observe {

/// The newest warning or error of each source of log lines, for status pages. What the core says of
/// an instance (in a field `instance`, `channel`, `provider`, or `model`, where the provider stands
/// before the slash) counts as that instance's.
///
/// At most kMaxSources; further ones are not kept. A plain class: whoever has it locks it. It is
/// given redacted text and keeps it.
class LastErrors {
 public:
  static constexpr std::size_t kMaxSources = 256;
  static constexpr std::size_t kMaxText = 500;  ///< bytes of one error; what is longer is cut

  struct Entry {
    WallTime at{};
    LogLevel level = LogLevel::warn;
    std::string text;  ///< the message, and the reason where one was given
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void note(const std::string& subject, Entry entry);
  [[nodiscard]] const Entries& entries() const noexcept { return entries_; }

 private:
  Entries entries_;
};

/// Whom a line is about: its source, or the instance that a line of the core names.
std::string subject_of(std::string_view source, std::initializer_list<LogField> fields);
/// `message: reason`.
std::string error_text(std::string_view message, std::initializer_list<LogField> fields);

}  // namespace yak::observe
