#include "services/log_output.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

namespace yak::services {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Longer bursts are written in pieces.
constexpr std::size_t kMostGathered = 64 * 1024;

/// Numbers of lines wrap around; only whether two are the same matters.
class LineNumbers {
 public:
  int next() noexcept { return static_cast<int>(newest_.fetch_add(1) + 1); }
  [[nodiscard]] bool is_newest(int number) const noexcept {
    return newest_.load() == static_cast<unsigned>(number);
  }

 private:
  std::atomic<unsigned> newest_{0};
};

/// Runs on spdlog's thread alone. A line's number comes in its source location, which spdlog
/// carries untouched: behind the newest line the queue is empty, so it is the one that must not
/// wait.
class GatheringSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit GatheringSink(const LineNumbers& numbers) : numbers_(numbers) {}
  ~GatheringSink() override { write_out(); }

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    gathered_.append(line.payload.data(), line.payload.size());
    gathered_.push_back('\n');
    if (line.level < spdlog::level::warn && gathered_.size() < kMostGathered) {
      if (!numbers_.is_newest(line.source.line)) return;
      // What comes meanwhile waits in the queue, and nobody has to wake this thread for it.
      std::this_thread::sleep_until(written_ + LogOutput::kGather);
      if (!numbers_.is_newest(line.source.line)) return;
    }
    write_out();
  }

  void flush_() override { write_out(); }

  void write_out() noexcept {
    // Standard error is not buffered: this is one write. Where it is closed there is nowhere to say
    // so.
    std::fwrite(gathered_.data(), 1, gathered_.size(), stderr);
    gathered_.clear();
    written_ = SteadyClock::now();
  }

  const LineNumbers& numbers_;
  std::string gathered_;
  SteadyClock::time_point written_;
};

}  // namespace

struct LogOutput::Thread {
  Thread()
      : pool(std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1)),
        logger(std::make_shared<spdlog::async_logger>(
            "yak", std::make_shared<GatheringSink>(numbers), pool,
            spdlog::async_overflow_policy::overrun_oldest)) {
    logger->set_level(spdlog::level::trace);
  }

  std::mutex order;  ///< lines enter the queue in the order of their numbers
  LineNumbers numbers;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

LogOutput::LogOutput() : thread_(std::make_unique<Thread>()) {}

LogOutput::~LogOutput() = default;

void LogOutput::put(LogLevel level, std::string_view line) {
  const bool is_urgent = level >= LogLevel::warn;
  const std::lock_guard lock(thread_->order);
  const spdlog::source_loc number("", thread_->numbers.next(), "");
  thread_->logger->log(number, is_urgent ? spdlog::level::warn : spdlog::level::info,
                       spdlog::string_view_t(line));
}

std::size_t LogOutput::dropped() const { return thread_->pool->overrun_counter(); }

}  // namespace yak::services
