// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_output.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>

#include "observe/log/journal_stream.hpp"

namespace yak::observe {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Bytes gathered for one write; longer bursts are written in pieces.
constexpr std::size_t kMostGathered = std::size_t{64} * 1024;

/// Counts the lines between the threads that log and the thread that writes. Line numbers wrap
/// around; only differences between them are used.
class Backlog {
 public:
  unsigned next() noexcept { return newest_.fetch_add(1) + 1; }
  void taken(unsigned number) noexcept { taken_ = number; }
  [[nodiscard]] bool is_newest(unsigned number) const noexcept { return newest_.load() == number; }
  /// True once as the queue fills, at half of its size: before lines would be overwritten.
  [[nodiscard]] bool fills(unsigned number) const noexcept {
    return number - taken_.load() == LogOutput::kQueueLines / 2;
  }

  void wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    wakes_.notify_one();
  }
  void rest_until(SteadyClock::time_point until) {
    std::unique_lock lock(mutex_);
    wakes_.wait_until(lock, until, [this] { return woken_; });
    woken_ = false;
  }

 private:
  std::atomic<unsigned> newest_{0};
  std::atomic<unsigned> taken_{0};
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool woken_ = false;
};

/// Levels are cast to spdlog's and back, so both must have the same numbers.
static_assert(static_cast<int>(LogLevel::trace) == SPDLOG_LEVEL_TRACE);
static_assert(static_cast<int>(LogLevel::warn) == SPDLOG_LEVEL_WARN);
static_assert(static_cast<int>(LogLevel::error) == SPDLOG_LEVEL_ERROR);

/// Runs on spdlog's thread only. A line's number is passed in its source location, which spdlog
/// does not change. After the newest line the queue is empty, so that line triggers the write.
class GatheringSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit GatheringSink(Backlog& backlog) : backlog_(backlog) {}
  ~GatheringSink() override { write_out(); }

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    const auto number = static_cast<unsigned>(line.source.line);
    backlog_.taken(number);
    if (to_journal_) gathered_.append(journal_priority(static_cast<LogLevel>(line.level)));
    gathered_.append(line.payload.data(), line.payload.size());
    gathered_.push_back('\n');
    if (line.level < spdlog::level::warn && gathered_.size() < kMostGathered) {
      if (!backlog_.is_newest(number)) return;
      // Lines that arrive meanwhile wait in the queue; they need not wake this thread.
      backlog_.rest_until(written_ + LogOutput::kGather);
      if (!backlog_.is_newest(number)) return;
    }
    write_out();
  }

  void flush_() override { write_out(); }

  void write_out() noexcept {
    // Standard error is unbuffered: this is one write. A failure is ignored, because it cannot be
    // logged.
    std::fwrite(gathered_.data(), 1, gathered_.size(), stderr);
    gathered_.clear();
    written_ = SteadyClock::now();
  }

  Backlog& backlog_;
  const bool to_journal_ = is_journal(STDERR_FILENO);
  std::string gathered_;
  SteadyClock::time_point written_;
};

}  // namespace

struct LogOutput::Thread {
  Thread()
      : pool(std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1)),
        logger(std::make_shared<spdlog::async_logger>(
            "yak", std::make_shared<GatheringSink>(backlog), pool,
            spdlog::async_overflow_policy::overrun_oldest)) {
    logger->set_level(spdlog::level::trace);
  }
  /// Destroys the pool first: that joins its thread, which then holds no reference to the logger.
  ~Thread() { pool.reset(); }
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  std::mutex order;  ///< makes lines enter the queue in the order of their numbers
  Backlog backlog;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

LogOutput::LogOutput() : thread_(std::make_unique<Thread>()) {}

LogOutput::~LogOutput() = default;

void LogOutput::put(LogLevel level, std::string_view line) {
  const bool is_urgent = level >= LogLevel::warn;
  const std::lock_guard lock(thread_->order);
  const unsigned number = thread_->backlog.next();
  thread_->logger->log(spdlog::source_loc("", static_cast<int>(number), ""),
                       static_cast<spdlog::level::level_enum>(level), spdlog::string_view_t(line));
  if (is_urgent || thread_->backlog.fills(number)) thread_->backlog.wake();
}

std::size_t LogOutput::dropped() const { return thread_->pool->overrun_counter(); }

}  // namespace yak::observe
