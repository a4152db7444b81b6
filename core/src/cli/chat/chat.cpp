// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <string>
#include <utility>

#include "cli/admin_client.hpp"
#include "cli/chat/chat_progress.hpp"
#include "cli/chat/chat_session.hpp"
#include "cli/chat/chat_terminal.hpp"
#include "cli/command_failure.hpp"
#include "cli/terminal/terminal_signals.hpp"

namespace yak::cli {
namespace {

/// Short, so that Ctrl-C takes effect quickly and the progress line moves.
constexpr int kShortPollMs = 250;

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// Asks one question after the other and prints each answer, for scripts.
class PlainChat {
 public:
  PlainChat(const Invocation& invocation, ChatSession& session, const TerminalSignals& signals)
      : invocation_(invocation), session_(session), signals_(signals) {}

  /// Sends a question and waits for its answer. Returns the exit code.
  int ask(const std::string& text) {
    const auto id = session_.post(text);
    if (!id) return fail(invocation_, id.error());
    progress_.posted(*id, std::chrono::steady_clock::now());
    while (progress_.waits_for(*id)) {
      show_progress();
      const auto poll = session_.poll(kShortPollMs);
      if (const int signal = signals_.take(); is_end(signal)) stop(signal);
      if (!poll) {
        clear_progress();
        return fail(invocation_, poll.error());
      }
      for (const ChatReply& reply : poll->replies) show(reply, *id);
      progress_.saw(*poll);
    }
    clear_progress();
    return kOk;
  }

  int ask_all(std::istream& questions) {
    std::string line;
    while (next_line(questions, line)) {
      if (is_blank(line)) continue;
      if (const int code = ask(line); code != kOk) return code;
    }
    return kOk;
  }

 private:
  /// While it waits for a line, signals have their default effect.
  bool next_line(std::istream& questions, std::string& line) const {
    signals_.let_through();
    const bool got = static_cast<bool>(std::getline(questions, line));
    signals_.hold_back();
    return got;
  }

  static bool is_end(int signal) { return signal != 0 && signal != SIGWINCH; }

  [[noreturn]] void stop(int signal) {
    clear_progress();
    (void)session_.stop();
    std::cout << std::flush;
    signals_.die_of(signal);
  }

  /// An answer to an earlier session's message goes to standard error, not to the output.
  void show(const ChatReply& reply, const std::string& id) {
    clear_progress();
    if (!reply.in_reply_to.empty() && reply.in_reply_to != id) {
      std::cerr << "yak: an answer to an earlier message: " << answer_on_terminal(reply.text)
                << '\n';
      return;
    }
    std::cout << (is_terminal_ ? answer_on_terminal(reply.text) : reply.text) << '\n' << std::flush;
  }

  void show_progress() {
    if (!shows_progress_) return;
    std::cerr << '\r' << progress_.line(std::chrono::steady_clock::now()) << "\x1b[K" << std::flush;
    is_shown_ = true;
  }
  void clear_progress() {
    if (std::exchange(is_shown_, false)) std::cerr << "\r\x1b[K" << std::flush;
  }

  const Invocation& invocation_;
  ChatSession& session_;
  const TerminalSignals& signals_;
  ChatProgress progress_;
  const bool is_terminal_ = ::isatty(STDOUT_FILENO) == 1;
  const bool shows_progress_ = is_terminal_ && ::isatty(STDERR_FILENO) == 1;
  bool is_shown_ = false;
};

}  // namespace

int chat(const Invocation& invocation) {
  if (invocation.has_text && is_blank(invocation.text)) {
    return fail(invocation, kUsage, "the question is empty");
  }
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  const TerminalSignals signals;
  AdminClient client(*socket);
  const std::string channel = invocation.instance.empty() ? "console" : invocation.instance;
  ChatSession session(client, channel, invocation.as);
  PlainChat plain(invocation, session, signals);
  if (invocation.has_text) return plain.ask(invocation.text);
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return plain.ask_all(std::cin);
  const auto first = session.poll(0);
  if (!first) return fail(invocation, first.error());
  return chat_on_terminal(session, signals, *first);
}

}  // namespace yak::cli
