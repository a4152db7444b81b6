// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
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
/// line is dropped and counted. The destructor writes the remaining lines; a crash of the process
/// loses them. If standard error is connected to journald at the construction, each line starts
/// with its journald priority. Thread-safe.
class LogOutput {
 public:
  static constexpr std::size_t kQueueLines = 1024;
  static constexpr std::size_t kQueueBytes = std::size_t{4} << 20U;
  static constexpr std::chrono::milliseconds kGather{10};

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
  void run();
  // These need the lock.
  void drop_oldest();
  [[nodiscard]] bool is_half_full() const;
  /// Whether the lines in the queue wait no longer for others.
  [[nodiscard]] bool must_write() const;

  const bool to_journal_;
  mutable std::mutex mutex_;
  std::condition_variable wakes_;
  std::condition_variable wrote_;
  std::deque<std::string> lines_;
  std::size_t bytes_ = 0;  ///< of `lines_`
  std::size_t dropped_ = 0;
  bool is_urgent_ = false;  ///< a line in the queue is a warning or an error
  bool is_writing_ = false;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace yak::observe
