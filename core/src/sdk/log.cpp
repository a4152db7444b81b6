// SPDX-License-Identifier: Apache-2.0
#include "yak/log.hpp"

#include "yak/text/utf8.hpp"

namespace yak {
namespace {

/// The offset of the first byte of the UTF-8 character that contains `at`.
std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && continues_utf8(text[at])) --at;
  return at;
}

}  // namespace

Logger::~Logger() = default;

std::string Logger::address(std::string_view address) const { return mask_address(address); }

void Logger::debug(std::string_view message, std::initializer_list<LogField> fields) {
  write(LogLevel::debug, message, fields);
}
void Logger::info(std::string_view message, std::initializer_list<LogField> fields) {
  write(LogLevel::info, message, fields);
}
void Logger::warn(std::string_view message, std::initializer_list<LogField> fields) {
  write(LogLevel::warn, message, fields);
}
void Logger::error(std::string_view message, std::initializer_list<LogField> fields) {
  write(LogLevel::error, message, fields);
}

std::string mask_address(std::string_view address) {
  constexpr std::size_t kHead = 5;
  constexpr std::size_t kTail = 2;
  if (address.size() <= kHead + kTail) return "•••";
  const std::size_t head = character_start(address, kHead);
  const std::size_t tail = character_start(address, address.size() - kTail);
  return std::string(address.substr(0, head)) + "•••" + std::string(address.substr(tail));
}

}  // namespace yak
