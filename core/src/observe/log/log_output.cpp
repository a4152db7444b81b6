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
    if (lines_.size() == kQueueLines) {
      lines_.pop_front();
      ++dropped_;
    }
    lines_.push_back(std::move(text));
    is_urgent_ |= level >= LogLevel::warn;
    // While lines gather, the thread need not be woken for each.
    wake = is_urgent_ || lines_.size() == 1 || lines_.size() == kQueueLines / 2;
  }
  if (wake) wakes_.notify_one();
}

std::size_t LogOutput::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

bool LogOutput::must_write() const {
  return ends_ || is_urgent_ || lines_.size() >= kQueueLines / 2;
}

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
    is_urgent_ = false;
    lock.unlock();
    for (const std::string& line : taken) {
      text += line;
      if (text.size() >= kMostGathered) write_out(text);
    }
    write_out(text);
    written = std::chrono::steady_clock::now();
    lock.lock();
  }
}

}  // namespace yak::observe
