#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/log_format.hpp"
#include "services/redactor.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::services {

/// The one place where log lines leave the process: formats, redacts, and hands them to spdlog's
/// background thread. The queue holds `kQueueLines`; beyond it the oldest line is overwritten and
/// counted. Thread-safe.
class LogSink {
 public:
  static constexpr std::size_t kQueueLines = 1024;

  /// Lines go to standard error; `clock` must outlive this.
  LogSink(Clock& clock, LogLevel level, LogFormat format);
  ~LogSink();
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  void set_secrets(std::vector<Secret> secrets);
  void set_level(LogLevel level) noexcept { level_ = level; }
  void set_format(LogFormat format) noexcept { format_ = format; }
  [[nodiscard]] bool enabled(LogLevel level) const noexcept { return level >= level_; }
  void write(LogLevel level, std::string_view source, std::string_view message,
             std::initializer_list<LogField> fields);
  /// Lines that were overwritten before they could be written.
  [[nodiscard]] std::size_t dropped() const;

 private:
  struct Output;

  Clock& clock_;
  std::atomic<LogLevel> level_;
  std::atomic<LogFormat> format_;
  std::mutex mutex_;
  std::shared_ptr<const Redactor> redactor_;
  std::unique_ptr<Output> output_;
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

 private:
  LogSink& sink_;
  std::string source_;
};

}  // namespace yak::services
