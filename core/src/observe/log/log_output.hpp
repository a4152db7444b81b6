#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "yak/log.hpp"

namespace yak::observe {

/// Writes lines to standard error from a thread of its own, many with one write: a busy daemon has
/// thousands a second, and a wake-up and a system call for each would cost it a fifth of its time.
///
/// After a pause a line is written at once, as is every warning and error with what came before it;
/// in a burst a line waits for at most `kGather`, and less when the queue fills. The queue holds
/// `kQueueLines`; beyond it the oldest is overwritten and counted. The destructor writes what is
/// left. Where standard error is journald's at the beginning, each line says its priority to it.
/// Thread-safe.
class LogOutput {
 public:
  static constexpr std::size_t kQueueLines = 1024;
  static constexpr std::chrono::milliseconds kGather{10};

  LogOutput();
  ~LogOutput();
  LogOutput(const LogOutput&) = delete;
  LogOutput& operator=(const LogOutput&) = delete;

  /// `line` without the line's end.
  void put(LogLevel level, std::string_view line);
  /// Lines that were overwritten before they could be written.
  [[nodiscard]] std::size_t dropped() const;

 private:
  struct Thread;

  std::unique_ptr<Thread> thread_;
};

}  // namespace yak::observe
