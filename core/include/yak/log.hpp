#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error, off };

/// One `key=value` of a log line.
struct LogField {
  LogField(std::string_view key, std::string_view value) : key(key), value(value) {}
  LogField(std::string_view key, const std::string& value) : key(key), value(value) {}
  LogField(std::string_view key, const char* value) : key(key), value(value) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  LogField(std::string_view key, Number number) : key(key), value(std::to_string(number)) {}

  std::string_view key;
  std::string value;
};

/// Writes structured lines. Asynchronous and bounded: a full queue drops the oldest line and counts
/// it. Known secrets and control characters are taken out of every line. Never log what people
/// wrote. Thread-safe.
class YAK_API Logger {
 public:
  virtual ~Logger();
  [[nodiscard]] virtual bool enabled(LogLevel level) const noexcept = 0;
  virtual void write(LogLevel level, std::string_view message,
                     std::initializer_list<LogField> fields) = 0;
  /// An address as lines may show it: masked, unless the operator wants them whole
  /// (`log.addresses`). Default: `mask_address`.
  [[nodiscard]] virtual std::string address(std::string_view address) const;

  void debug(std::string_view message, std::initializer_list<LogField> fields = {});
  void info(std::string_view message, std::initializer_list<LogField> fields = {});
  void warn(std::string_view message, std::initializer_list<LogField> fields = {});
  void error(std::string_view message, std::initializer_list<LogField> fields = {});
};

/// An address made unreadable except for its ends: `+1555•••4567`. For log lines that need to tell
/// people apart without naming them.
YAK_API std::string mask_address(std::string_view address);

}  // namespace yak
