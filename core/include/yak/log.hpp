// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error, off };

/// One `key=value` pair of a log line.
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

/// Writes structured log lines. Asynchronous and bounded: a full queue drops its oldest line and
/// counts it. Known secrets and control characters are removed from every line. Never log the text
/// of messages. Thread-safe.
class YAK_API Logger {
 public:
  virtual ~Logger();
  [[nodiscard]] virtual bool enabled(LogLevel level) const noexcept = 0;
  virtual void write(LogLevel level, std::string_view message,
                     std::initializer_list<LogField> fields) = 0;
  /// An address in the form for log lines: masked, unless the operator set `log.addresses` to show
  /// addresses in full. Default: `mask_address`.
  [[nodiscard]] virtual std::string address(std::string_view address) const;

  void debug(std::string_view message, std::initializer_list<LogField> fields = {});
  void info(std::string_view message, std::initializer_list<LogField> fields = {});
  void warn(std::string_view message, std::initializer_list<LogField> fields = {});
  void error(std::string_view message, std::initializer_list<LogField> fields = {});
};

/// Masks all but the ends of an address: `+1555•••4567`. For log lines that must tell people apart
/// without identifying them.
YAK_API std::string mask_address(std::string_view address);

}  // namespace yak
