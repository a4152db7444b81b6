#pragma once

#include <functional>
#include <string>

#include "app/admin_client.hpp"
#include "yak/error.hpp"

namespace yak::app {

/// One user's talk with the daemon's console channel. Posting and polling may run in two threads.
class ChatSession {
 public:
  using Show = std::function<void(const std::string& text)>;

  ChatSession(AdminClient& client, std::string channel, std::string user);

  /// Sends a line; gives the message's id.
  result<std::string> post(const std::string& text);
  /// Shows replies until all parts of the one to `id` were shown, or until nothing more comes for
  /// it (a message that is refused gets no reply).
  result<void> await_answer(const std::string& id, const Show& show);
  /// Waits at most `wait_ms` for replies and shows them.
  result<void> poll(int wait_ms, const Show& show);

 private:
  struct Seen {
    bool answered = false;
    bool idle = false;
  };
  result<Seen> poll_for(const std::string& id, int wait_ms, const Show& show);

  AdminClient& client_;
  std::string base_;
  std::string user_;
};

}  // namespace yak::app
