// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::observe {

/// The newest warning or error of each source of log lines, for status pages. A line of the core
/// that names an instance (in a field `instance`, `channel`, `provider`, or `model`, where the
/// provider precedes the slash) counts as that instance's.
///
/// Keeps at most kMaxSources; further sources are ignored. Not thread-safe: the owner locks it.
/// The text must already be redacted.
class LastErrors {
 public:
  static constexpr std::size_t kMaxSources = 256;
  static constexpr std::size_t kMaxText = 500;  ///< bytes of one error; longer ones are truncated

  struct Entry {
    WallTime at{};
    LogLevel level = LogLevel::warn;
    std::string text;  ///< the message, and the reason if there is one
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void note(const std::string& subject, Entry entry);
  [[nodiscard]] const Entries& entries() const noexcept { return entries_; }

 private:
  Entries entries_;
};

/// Returns the subject of a line: its source, or the instance that a line of the core names.
std::string subject_of(std::string_view source, std::initializer_list<LogField> fields);
/// Returns `message: reason`, or the message alone if no field gives a reason.
std::string error_text(std::string_view message, std::initializer_list<LogField> fields);

}  // namespace yak::observe
