#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/chat/chat_session.hpp"

namespace yak::cli {

/// Polls for replies in a thread of its own, and wakes another one that waits in poll(2). What the
/// polls found is taken in order. Holds at most `kMost` polls; then it stops polling until they are
/// taken.
class ChatInbox {
 public:
  static constexpr std::size_t kMost = 16;

  /// Begins to poll. `session` outlives this.
  explicit ChatInbox(ChatSession& session);
  /// Waits for the poll under way: a third of a second, if the daemon answers.
  ~ChatInbox();
  ChatInbox(const ChatInbox&) = delete;
  ChatInbox& operator=(const ChatInbox&) = delete;

  /// Readable while there is something to take.
  [[nodiscard]] int descriptor() const noexcept { return event_; }
  /// All that has been found since the last call.
  std::vector<result<ChatPoll>> take();
  /// Stops polling soon.
  void end() noexcept { ended_ = true; }

 private:
  void run();
  void put(result<ChatPoll> poll);
  [[nodiscard]] bool is_full();

  ChatSession& session_;
  int event_;
  std::atomic<bool> ended_{false};
  std::mutex mutex_;
  std::vector<result<ChatPoll>> found_;
  std::thread thread_;
};

}  // namespace yak::cli
