// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "cli/chat/chat_session.hpp"

namespace yak::cli {

/// Polls for replies on its own thread and signals a descriptor, for a thread that waits in
/// poll(2). Results are returned in order. Keeps at most `kMax` results; it pauses polling until
/// they are taken.
class ChatInbox {
 public:
  static constexpr std::size_t kMax = 16;

  /// Starts polling. `session` must outlive this.
  explicit ChatInbox(ChatSession& session);
  /// Waits for the current poll to end: 300 ms if the daemon responds.
  ~ChatInbox();
  ChatInbox(const ChatInbox&) = delete;
  ChatInbox& operator=(const ChatInbox&) = delete;

  /// Readable while there are results to take.
  [[nodiscard]] int descriptor() const noexcept { return event_.get(); }
  /// All results since the last call.
  std::vector<result<ChatPoll>> take();
  /// Ends polling after the current poll.
  void end();

 private:
  void run();
  void put(result<ChatPoll> poll);
  /// Waits until results were taken, if there are kMax; false if polling has ended.
  bool wait_for_room();
  /// Waits before the next poll, after one that failed.
  void rest();

  ChatSession& session_;
  base::Descriptor event_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::vector<result<ChatPoll>> found_;
  std::thread thread_;
};

}  // namespace yak::cli
