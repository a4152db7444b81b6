// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <thread>

#include "yak/log.hpp"

namespace yak::observe {

/// Writes lines to standard error from its own thread, several lines per write: a busy daemon logs
/// thousands of lines a second, and a wake-up and a system call for each would cost a fifth of its
/// time.
///
/// The first line after a pause is written at once, as is every warning and error together with the
/// lines before it. In a burst a line waits for at most `kGather`, less when the queue fills. The
/// queue holds `kQueueLines` of together `kQueueBytes`, or one longer line; above that the oldest
/// line is dropped and counted, warnings and errors last. The destructor writes the remaining
/// lines, but waits for at most `kEndLimit`: standard error may block for ever. A crash of the
/// process loses them. If standard error is connected to journald at the construction, each line
/// starts with its journald priority. Thread-safe.
class LogOutput {
 public:
  static constexpr std::size_t kQueueLines = 1024;
  static constexpr std::size_t kQueueBytes = std::size_t{4} << 20U;
  static constexpr std::chrono::milliseconds kGather{10};
  static constexpr std::chrono::seconds kEndLimit{2};

  LogOutput();
  ~LogOutput();
  LogOutput(const LogOutput&) = delete;
  LogOutput& operator=(const LogOutput&) = delete;

  /// Queues a line. `line` has no line break at the end.
  void put(LogLevel level, std::string_view line);
  /// Waits until all lines are written, but at most for `limit`: standard error may block.
  void flush(std::chrono::milliseconds limit);
  /// Number of lines that were dropped from the full queue.
  [[nodiscard]] std::size_t dropped() const;

 private:
  class Queue;

  const bool to_journal_;
  /// Shared with the thread, which may still be blocked when this object is destroyed.
  const std::shared_ptr<Queue> queue_;
  std::thread thread_;
};

}  // namespace yak::observe
