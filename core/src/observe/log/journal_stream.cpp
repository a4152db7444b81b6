// SPDX-License-Identifier: Apache-2.0
#include "observe/log/journal_stream.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <string>

namespace yak::observe {

bool is_journal(int descriptor) {
  const char* named = std::getenv("JOURNAL_STREAM");
  struct stat found{};
  if (named == nullptr || fstat(descriptor, &found) != 0) return false;
  return named == std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
}

std::string_view journal_priority(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::trace:
    case LogLevel::debug: return "<7>";
    case LogLevel::info: return "<6>";
    case LogLevel::warn: return "<4>";
    default: return "<3>";
  }
}

}  // namespace yak::observe
