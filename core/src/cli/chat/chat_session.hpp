#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/admin_client.hpp"
#include "yak/error.hpp"

namespace yak::cli {

/// One part of an answer.
struct ChatReply {
  std::string in_reply_to;  ///< the message's id; empty: of none
  std::string text;         ///< Markdown, as the daemon sent it
  bool is_last = true;      ///< no part of the same answer follows
};

/// What one look for replies found.
struct ChatPoll {
  std::vector<ChatReply> replies;
  std::size_t pending = 0;  ///< messages of this user that wait or run
};

/// One user's talk with the daemon's console channel. All calls block; posting and polling may run
/// in two threads.
class ChatSession {
 public:
  ChatSession(AdminClient& client, std::string channel, std::string user);

  /// Sends a message; gives its id.
  result<std::string> post(const std::string& text);
  /// Waits at most `wait_ms` for replies. What it gives counts as shown to the user.
  result<ChatPoll> poll(int wait_ms);
  /// Ends the answer that is being made and what waits behind it; gives how many were ended.
  result<std::size_t> stop();
  /// The commands of the chat, with their other names, without the slash.
  result<std::vector<std::string>> commands();

  [[nodiscard]] const std::string& user() const noexcept { return user_; }

 private:
  /// A daemon without this channel has no such endpoint: says so, with the channels that it has.
  error explain(error failure);

  AdminClient& client_;
  std::string channel_;
  std::string base_;
  std::string user_;
};

}  // namespace yak::cli
