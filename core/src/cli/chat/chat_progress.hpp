// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>

#include "cli/chat/chat_session.hpp"

namespace yak::cli {

/// Tracks which sent messages still wait for their answer. Pure; not thread-safe.
class ChatProgress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void posted(const std::string& id, Time now);
  /// Processes a poll. A refused message gets no reply, so after several polls without replies,
  /// while the daemon is idle, nothing is awaited any longer.
  void saw(const ChatPoll& poll);
  /// Call after a stop: nothing is awaited any longer.
  void stopped() { waiting_.clear(); }

  [[nodiscard]] bool works() const noexcept { return !waiting_.empty(); }
  [[nodiscard]] bool waits_for(const std::string& id) const { return waiting_.contains(id); }
  /// `| working, 3 s` with a turning mark; empty if nothing is awaited.
  [[nodiscard]] std::string line(Time now) const;

 private:
  std::set<std::string> waiting_;
  Time since_{};
  int idle_ = 0;
};

}  // namespace yak::cli
