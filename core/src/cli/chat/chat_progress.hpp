#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>

#include "cli/chat/chat_session.hpp"

namespace yak::cli {

/// Which of the messages that were sent still wait for their answer. Pure; not thread-safe.
class ChatProgress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void posted(const std::string& id, Time now);
  /// What a poll told. A message that is refused gets no reply: after some polls without a reply,
  /// while the daemon has nothing to do, nothing is waited for any more.
  void saw(const ChatPoll& poll);
  /// Nothing is waited for any more.
  void stopped() { waiting_.clear(); }

  [[nodiscard]] bool works() const noexcept { return !waiting_.empty(); }
  [[nodiscard]] bool waits_for(const std::string& id) const { return waiting_.contains(id); }
  /// `| working, 3 s`, with a mark that turns; empty when nothing is waited for.
  [[nodiscard]] std::string line(Time now) const;

 private:
  std::set<std::string> waiting_;
  Time since_{};
  int idle_ = 0;
};

}  // namespace yak::cli
