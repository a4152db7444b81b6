// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "observe/log/last_errors.hpp"
#include "observe/log/log_format.hpp"
#include "observe/log/log_output.hpp"
#include "observe/log/log_repeats.hpp"
#include "observe/log/redactor.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::observe {

/// Redacts and formats log lines and passes them to LogOutput. All log lines of the process except
/// CrashReport's go through it. Thread-safe.
class LogSink {
 public:
  /// Lines go to standard error; `clock` must outlive this.
  LogSink(Clock& clock, LogLevel level, LogFormat format);
  ~LogSink();
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  void set_secrets(std::vector<Secret> secrets);
  void set_level(LogLevel level) noexcept { level_ = level; }
  void set_format(LogFormat format) noexcept { format_ = format; }
  /// Sets whether addresses of people are written in full (`log.addresses: full`) or masked.
  void show_addresses(bool whole) noexcept { shows_addresses_ = whole; }
  [[nodiscard]] bool shows_addresses() const noexcept { return shows_addresses_; }
  [[nodiscard]] bool enabled(LogLevel level) const noexcept { return level >= level_; }
  /// Writes a line. Repeated warnings and errors are suppressed as LogRepeats describes.
  void write(LogLevel level, std::string_view source, std::string_view message,
             std::initializer_list<LogField> fields);
  /// Logs how many lines were suppressed in windows that have ended. Call it about once a second.
  void write_repeats();
  /// Writes what the destructor would, for a process that another program is about to replace.
  /// Waits at most a second for standard error.
  void flush();
  /// Number of lines that were suppressed as repetitions.
  [[nodiscard]] std::size_t suppressed() const;
  /// Returns the newest warning or error of each instance and part of the core.
  [[nodiscard]] LastErrors::Entries last_errors() const;
  /// Removes secrets from text that leaves the process by another way than the log.
  [[nodiscard]] std::string redact(std::string text) const;
  /// Number of lines that were dropped from the full queue.
  [[nodiscard]] std::size_t dropped() const;

 private:
  /// Redacts and formats a line and passes it to the output.
  void put(LogLevel level, std::string_view source, std::string_view message,
           std::span<const LogField> fields);
  [[nodiscard]] std::shared_ptr<const Redactor> redactor() const;
  /// Masks telephone numbers unless addresses are shown in full.
  [[nodiscard]] std::string mask(std::string text) const;
  void put_repeats(const std::vector<LogRepeats::Left>& ended);

  Clock& clock_;
  std::atomic<LogLevel> level_;
  std::atomic<LogFormat> format_;
  std::atomic<bool> shows_addresses_{false};
  mutable std::mutex mutex_;
  LogRepeats repeats_;
  LastErrors errors_;
  std::shared_ptr<const Redactor> redactor_;
  LogOutput output_;
};

/// A logger whose lines name their source: an instance, or a part of the core.
class SourceLogger final : public Logger {
 public:
  SourceLogger(LogSink& sink, std::string source) : sink_(sink), source_(std::move(source)) {}

  [[nodiscard]] bool enabled(LogLevel level) const noexcept override {
    return sink_.enabled(level);
  }
  void write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) override {
    if (sink_.enabled(level)) sink_.write(level, source_, message, fields);
  }
  [[nodiscard]] std::string address(std::string_view address) const override {
    return sink_.shows_addresses() ? std::string(address) : mask_address(address);
  }

 private:
  LogSink& sink_;
  std::string source_;
};

}  // namespace yak::observe
