// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_output.hpp"

#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "observe/log/journal_stream.hpp"

namespace yak::observe {
namespace {

/// Bytes gathered for one write; longer bursts are written in pieces.
constexpr std::size_t kMostGathered = std::size_t{64} * 1024;

/// Standard error is unbuffered: this is one write. A failure is ignored, because it cannot be
/// logged.
void write_out(std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  text.clear();
}

}  // namespace

LogOutput::LogOutput() : to_journal_(is_journal(STDERR_FILENO)), thread_([this] { run(); }) {}

LogOutput::~LogOutput() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wakes_.notify_one();
  thread_.join();
}

void LogOutput::put(LogLevel level, std::string_view line) {
  std::string text;
  if (to_journal_) text = journal_priority(level);
  text.append(line).push_back('\n');
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    bytes_ += text.size();
    lines_.push_back(std::move(text));
    while (lines_.size() > kQueueLines || (bytes_ > kQueueBytes && lines_.size() > 1)) {
      drop_oldest();
    }
    is_urgent_ |= level >= LogLevel::warn;
    // While lines gather, the thread need not be woken for each.
    wake = is_urgent_ || lines_.size() == 1 || is_half_full();
  }
  if (wake) wakes_.notify_one();
}

void LogOutput::flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  is_urgent_ = !lines_.empty();
  wakes_.notify_one();
  wrote_.wait_for(lock, limit, [this] { return lines_.empty() && !is_writing_; });
}

std::size_t LogOutput::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void LogOutput::drop_oldest() {
  bytes_ -= lines_.front().size();
  lines_.pop_front();
  ++dropped_;
}

bool LogOutput::is_half_full() const {
  return lines_.size() >= kQueueLines / 2 || bytes_ >= kQueueBytes / 2;
}

bool LogOutput::must_write() const { return ends_ || is_urgent_ || is_half_full(); }

void LogOutput::run() {
  ::pthread_setname_np(::pthread_self(), "yak-log");
  std::string text;
  std::chrono::steady_clock::time_point written;
  std::unique_lock lock(mutex_);
  while (true) {
    wakes_.wait(lock, [this] { return ends_ || !lines_.empty(); });
    if (lines_.empty()) return;
    wakes_.wait_until(lock, written + kGather, [this] { return must_write(); });
    const std::deque<std::string> taken = std::exchange(lines_, {});
    bytes_ = 0;
    is_urgent_ = false;
    is_writing_ = true;
    lock.unlock();
    for (const std::string& line : taken) {
      text += line;
      if (text.size() >= kMostGathered) write_out(text);
    }
    write_out(text);
    written = std::chrono::steady_clock::now();
    lock.lock();
    is_writing_ = false;
    wrote_.notify_all();
  }
}

}  // namespace yak::observe
