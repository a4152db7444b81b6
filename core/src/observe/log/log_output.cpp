// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_output.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "observe/log/journal_stream.hpp"

namespace yak::observe {
namespace {

/// Bytes gathered for one write; longer bursts are written in pieces.
constexpr std::size_t kMaxGathered = std::size_t{64} * 1024;

/// Not by `stderr`: a write that blocks would hold its lock, and then `exit` and other writers
/// block too. A failure is ignored, because it cannot be logged.
void write_out(std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  text.clear();
}

}  // namespace

/// The waiting lines, and the work of the thread that writes them.
class LogOutput::Queue {
 public:
  void put(std::string text, bool is_urgent);
  void flush(std::chrono::milliseconds limit);
  [[nodiscard]] std::size_t dropped() const;
  /// Writes until `end`.
  void run();
  /// Makes `run` end when all lines are written; false if that takes longer than `limit`.
  bool end(std::chrono::milliseconds limit);

 private:
  struct Line {
    std::string text;
    bool is_urgent;  ///< a warning or an error
  };

  void write_lines(const std::deque<Line>& lines);
  // These need the lock.
  void drop_one();
  [[nodiscard]] bool is_half_full() const;
  /// Whether the lines in the queue wait no longer for others.
  [[nodiscard]] bool must_write() const;

  mutable std::mutex mutex_;
  std::condition_variable wakes_;
  std::condition_variable wrote_;
  std::deque<Line> lines_;
  std::size_t bytes_ = 0;  ///< of `lines_`
  std::size_t dropped_ = 0;
  bool is_urgent_ = false;  ///< a line in the queue is urgent
  bool is_writing_ = false;
  bool ends_ = false;
  bool has_ended_ = false;
};

void LogOutput::Queue::put(std::string text, bool is_urgent) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    bytes_ += text.size();
    lines_.push_back({std::move(text), is_urgent});
    while (lines_.size() > kQueueLines || (bytes_ > kQueueBytes && lines_.size() > 1)) {
      drop_one();
    }
    is_urgent_ |= is_urgent;
    // While lines gather, the thread need not be woken for each.
    wake = is_urgent_ || lines_.size() == 1 || is_half_full();
  }
  if (wake) wakes_.notify_one();
}

void LogOutput::Queue::flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  is_urgent_ = !lines_.empty();
  wakes_.notify_one();
  wrote_.wait_for(lock, limit, [this] { return lines_.empty() && !is_writing_; });
}

std::size_t LogOutput::Queue::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void LogOutput::Queue::drop_one() {
  auto line = std::ranges::find(lines_, false, &Line::is_urgent);
  if (line == lines_.end()) line = lines_.begin();
  bytes_ -= line->text.size();
  lines_.erase(line);
  ++dropped_;
}

bool LogOutput::Queue::is_half_full() const {
  return lines_.size() >= kQueueLines / 2 || bytes_ >= kQueueBytes / 2;
}

bool LogOutput::Queue::must_write() const { return ends_ || is_urgent_ || is_half_full(); }

void LogOutput::Queue::write_lines(const std::deque<Line>& lines) {
  std::string text;
  for (const Line& line : lines) {
    text += line.text;
    if (text.size() >= kMaxGathered) write_out(text);
  }
  write_out(text);
}

void LogOutput::Queue::run() {
  ::pthread_setname_np(::pthread_self(), "yak-log");
  std::chrono::steady_clock::time_point written;
  std::unique_lock lock(mutex_);
  while (true) {
    wakes_.wait(lock, [this] { return ends_ || !lines_.empty(); });
    if (lines_.empty()) break;
    wakes_.wait_until(lock, written + kGather, [this] { return must_write(); });
    const std::deque<Line> taken = std::exchange(lines_, {});
    bytes_ = 0;
    is_urgent_ = false;
    is_writing_ = true;
    lock.unlock();
    write_lines(taken);
    written = std::chrono::steady_clock::now();
    lock.lock();
    is_writing_ = false;
    wrote_.notify_all();
  }
  has_ended_ = true;
  wrote_.notify_all();
}

bool LogOutput::Queue::end(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  ends_ = true;
  wakes_.notify_one();
  return wrote_.wait_for(lock, limit, [this] { return has_ended_; });
}

LogOutput::LogOutput()
    : to_journal_(is_journal(STDERR_FILENO)),
      queue_(std::make_shared<Queue>()),
      thread_([queue = queue_] { queue->run(); }) {}

LogOutput::~LogOutput() {
  if (queue_->end(kEndLimit)) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void LogOutput::put(LogLevel level, std::string_view line) {
  std::string text;
  if (to_journal_) text = journal_priority(level);
  text.append(line).push_back('\n');
  queue_->put(std::move(text), level >= LogLevel::warn);
}

void LogOutput::flush(std::chrono::milliseconds limit) { queue_->flush(limit); }

std::size_t LogOutput::dropped() const { return queue_->dropped(); }

}  // namespace yak::observe
