#include "app/chat.hpp"

#include <unistd.h>

#include <iostream>

#include "app/admin_client.hpp"
#include "app/chat_session.hpp"
#include "app/chat_terminal.hpp"
#include "services/redactor.hpp"

namespace yak::app {
namespace {

/// One line after the other, each with its answer: what a script wants.
int chat_in_pipe(ChatSession& session) {
  const bool on_terminal = ::isatty(STDOUT_FILENO) == 1;
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto id = session.post(line);
    if (!id) {
      std::cerr << "yak: " << id.error().message << '\n';
      return kUnavailable;
    }
    const auto answered = session.await_answer(*id, [on_terminal](const std::string& text) {
      std::cout << (on_terminal ? services::neutralize_text(text) : text) << '\n' << std::flush;
    });
    if (!answered) {
      std::cerr << "yak: " << answered.error().message << '\n';
      return kUnavailable;
    }
  }
  return kOk;
}

}  // namespace

int chat(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) {
    std::cerr << "yak: " << socket.error().message << '\n';
    return kConfig;
  }
  AdminClient client(*socket);
  const std::string channel = invocation.instance.empty() ? "console" : invocation.instance;
  ChatSession session(client, channel, invocation.as);
  if (isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0) return chat_on_terminal(session);
  return chat_in_pipe(session);
}

}  // namespace yak::app
