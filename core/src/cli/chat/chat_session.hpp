// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/admin_client.hpp"
#include "yak/error.hpp"

namespace yak::cli {

/// One part of an answer.
struct ChatReply {
  std::string in_reply_to;  ///< the message's id; empty: not an answer
  std::string text;         ///< Markdown, as the daemon sent it
  bool is_last = true;      ///< no further part of this answer follows
};

/// The result of one poll.
struct ChatPoll {
  std::vector<ChatReply> replies;
  std::size_t pending = 0;  ///< messages of this user that wait or run
};

/// One user's session with the daemon's console channel. All calls block. One thread may post while
/// another polls.
class ChatSession {
 public:
  ChatSession(AdminClient& client, std::string channel, std::string user);

  /// Sends a message and returns its id.
  result<std::string> post(const std::string& text);
  /// Waits at most `wait_ms` for replies. The daemon treats returned replies as shown to the user.
  result<ChatPoll> poll(int wait_ms);
  /// Stops the current answer and the messages waiting behind it; returns their number.
  result<std::size_t> stop();
  /// The names and aliases of the chat commands, without the slash.
  result<std::vector<std::string>> commands();

  [[nodiscard]] const std::string& user() const noexcept { return user_; }

 private:
  /// If the daemon has no endpoint for this channel, returns an error that lists its channels.
  error explain(error failure);

  AdminClient& client_;
  std::string channel_;
  std::string base_;
  std::string user_;
};

}  // namespace yak::cli
