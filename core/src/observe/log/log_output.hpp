// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "yak/log.hpp"

namespace yak::observe {

/// Writes lines to standard error from its own thread, several lines per write: a busy daemon logs
/// thousands of lines a second, and a wake-up and a system call for each would cost a fifth of its
/// time.
///
/// The first line after a pause is written at once, as is every warning and error together with the
/// lines before it. In a burst a line waits for at most `kGather`, less when the queue fills. The
/// queue holds `kQueueLines`; when it is full, the oldest line is overwritten and counted. The
/// destructor writes the remaining lines. If standard error is connected to journald at the
/// construction, each line starts with its journald priority. Thread-safe.
class LogOutput {
 public:
  static constexpr std::size_t kQueueLines = 1024;
  static constexpr std::chrono::milliseconds kGather{10};

  LogOutput();
  ~LogOutput();
  LogOutput(const LogOutput&) = delete;
  LogOutput& operator=(const LogOutput&) = delete;

  /// Queues a line. `line` has no line break at the end.
  void put(LogLevel level, std::string_view line);
  /// Number of lines that were overwritten in the queue before they could be written.
  [[nodiscard]] std::size_t dropped() const;

 private:
  struct Thread;

  std::unique_ptr<Thread> thread_;
};

}  // namespace yak::observe
