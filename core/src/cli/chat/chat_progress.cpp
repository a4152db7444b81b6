// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_progress.hpp"

#include <algorithm>
#include <string_view>

namespace yak::cli {

void ChatProgress::posted(const std::string& id, Time now) {
  if (waiting_.empty()) since_ = now;
  waiting_.insert(id);
  idle_ = 0;
}

void ChatProgress::saw(const ChatPoll& poll) {
  constexpr int kIdlePolls = 8;  // Two seconds at the usual poll time.
  for (const ChatReply& reply : poll.replies) {
    if (reply.is_last) waiting_.erase(reply.in_reply_to);
  }
  const bool idle = poll.replies.empty() && poll.pending == 0;
  idle_ = idle ? idle_ + 1 : 0;
  if (idle_ >= kIdlePolls) waiting_.clear();
}

std::string ChatProgress::line(Time now) const {
  using std::chrono::duration_cast;
  if (waiting_.empty()) return {};
  constexpr std::string_view kTurning = "|/-\\";
  const auto span = duration_cast<std::chrono::milliseconds>(std::max(now - since_, {}));
  const auto mark = static_cast<std::size_t>(span.count() / 200) % kTurning.size();
  std::string line(1, kTurning[mark]);
  line += " working";
  if (waiting_.size() > 1) line += " on " + std::to_string(waiting_.size()) + " messages";
  return line + ", " + std::to_string(duration_cast<std::chrono::seconds>(span).count()) + " s";
}

}  // namespace yak::cli
