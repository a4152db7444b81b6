// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_terminal.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <utility>

#include "cli/chat/chat_completion.hpp"
#include "cli/chat/chat_history.hpp"
#include "cli/chat/chat_inbox.hpp"
#include "cli/chat/chat_line.hpp"
#include "cli/chat/chat_markdown.hpp"
#include "cli/chat/chat_progress.hpp"
#include "cli/invocation.hpp"
#include "cli/terminal/keys.hpp"
#include "cli/terminal/raw_terminal.hpp"
#include "cli/terminal/screen.hpp"
#include "cli/terminal/terminal_signals.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {
namespace {

using Kind = Key::Kind;

constexpr std::string_view kPrompt = "you> ";
/// Bracketed paste (xterm): pasted text comes between marks, so its line ends do not send the
/// message.
constexpr std::string_view kBeginMode = "\x1b[?2004h";
constexpr std::string_view kEndMode = "\x1b[?2004l";

std::string trimmed_end(std::string text) {
  text.erase(text.find_last_not_of(" \t\n") + 1);
  return text;
}

/// The message after the prompt, with its further lines indented below the first.
std::string as_sent(const std::string& text) {
  std::string shown(kPrompt);
  for (const char byte : text) {
    shown += byte;
    if (byte == '\n') shown += std::string(kPrompt.size(), ' ');
  }
  return shown + "\n";
}

class ChatTerminal {
 public:
  ChatTerminal(ChatSession& session, const TerminalSignals& signals)
      : session_(session), signals_(signals), raw_(kBeginMode, kEndMode) {}

  int run(const ChatPoll& first) {
    begin(first);
    ChatInbox inbox(session_);
    while (!leaving_) {
      draw();
      wait(inbox);
    }
    inbox.end();
    RawTerminal::write(screen_.erase());
    return kOk;
  }

 private:
  void begin(const ChatPoll& first) {
    show("Talking to yak as " + session_.user() +
         ". /help lists commands, Tab completes them, Ctrl-C stops an answer, Ctrl-D quits.\n");
    const std::string path = chat_history_path();
    const result<void> opened = path.empty() ? result<void>() : history_.open(path);
    if (!opened) complain("the chat history is not saved: " + opened.error().message);
    if (auto names = session_.commands()) commands_ = *std::move(names);
    take(first);
  }

  /// Prints above the text being edited. `text` consists of complete lines.
  void show(const std::string& text) {
    if (!RawTerminal::write(screen_.erase() + text)) leaving_ = true;
  }
  void complain(const std::string& words) {
    show("yak: " + observe::neutralize_controls(words) + "\n");
  }

  void draw() {
    std::string status = progress_.line(std::chrono::steady_clock::now());
    if (!status.empty()) status += " (Ctrl-C stops)";
    const ChatScreen::Bottom bottom{status, kPrompt, line_.text(), line_.cursor()};
    if (!RawTerminal::write(screen_.draw(bottom, RawTerminal::size()))) leaving_ = true;
  }

  void wait(ChatInbox& inbox) {
    constexpr int kTurnMs = 200;    // The interval at which the mark of the status line turns.
    constexpr int kEscapeMs = 100;  // The bytes of an escape sequence follow at once.
    std::array<pollfd, 3> sources{{{STDIN_FILENO, POLLIN, 0},
                                   {inbox.descriptor(), POLLIN, 0},
                                   {signals_.descriptor(), POLLIN, 0}}};
    const int span = keys_.waits() ? kEscapeMs : progress_.works() ? kTurnMs : -1;
    const int ready = ::poll(sources.data(), sources.size(), span);
    if (ready == 0 && keys_.waits()) keys_.give_up();
    if (ready <= 0) return;
    if (sources[2].revents != 0) hear_signal();
    if (sources[1].revents != 0) {
      for (const auto& poll : inbox.take()) take(poll);
    }
    if (sources[0].revents != 0) read_keys();
  }

  void hear_signal() {
    const int signal = signals_.take();
    if (signal == SIGINT) return interrupt();
    if (signal != 0 && signal != SIGWINCH) leaving_ = true;
  }

  void take(const result<ChatPoll>& poll) {
    if (!poll) {
      if (std::exchange(connected_, false)) complain(poll.error().message);
      return;
    }
    if (!std::exchange(connected_, true)) show("yak: the daemon answers again\n");
    take(*poll);
  }
  void take(const ChatPoll& poll) {
    for (const ChatReply& reply : poll.replies) show(answer_on_terminal(reply.text) + "\n");
    progress_.saw(poll);
  }

  void read_keys() {
    std::array<char, 4'096> bytes{};
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got <= 0) {
      leaving_ = true;
      return;
    }
    for (const Key& key : keys_.feed({bytes.data(), static_cast<std::size_t>(got)})) {
      if (!leaving_) press(key);
    }
  }

  void press(const Key& key) {
    if (key.kind == Kind::interrupt) return interrupt();
    interrupted_ = false;
    switch (key.kind) {
      case Kind::enter: return send();
      case Kind::tab: return complete();
      case Kind::up:
      case Kind::down: return recall(key.kind == Kind::up);
      case Kind::clear_screen: return show("\x1b[H\x1b[2J");
      case Kind::suspend: RawTerminal::write(screen_.erase()); return raw_.suspend();
      case Kind::end_of_input:
        if (line_.empty()) leaving_ = true;
        (void)line_.apply(Key(Kind::del));
        return;
      default: (void)line_.apply(key);
    }
  }

  void send() {
    const std::string text = trimmed_end(line_.take());
    if (text.empty()) return;
    const auto id = session_.post(text);
    if (!id) {
      line_.set(text);
      return complain(id.error().message);
    }
    show(as_sent(text));
    history_.add(text);
    progress_.posted(*id, std::chrono::steady_clock::now());
  }

  void interrupt() {
    if (std::exchange(interrupted_, true)) {
      leaving_ = true;
    } else if (progress_.works()) {
      const auto stopped = session_.stop();
      progress_.stopped();
      if (!stopped) return complain("the answer cannot be stopped: " + stopped.error().message);
      show("Stopped. Ctrl-C again quits.\n");
    } else {
      (void)line_.take();
      show("Ctrl-C again quits.\n");
    }
  }

  void recall(bool back) {
    auto message = back ? history_.previous(line_.text()) : history_.next();
    if (message) line_.set(*std::move(message));
  }

  void complete() {
    const std::string before = line_.text().substr(0, line_.cursor());
    const Completion completion = complete_command(before, commands_);
    (void)line_.insert(completion.insertion);
    std::string all;
    for (const std::string& candidate : completion.candidates) all += candidate + "  ";
    if (!all.empty()) show(all + "\n");
  }

  ChatSession& session_;
  const TerminalSignals& signals_;
  ChatScreen screen_;
  KeyDecoder keys_;
  ChatLine line_;
  ChatHistory history_;
  ChatProgress progress_;
  std::vector<std::string> commands_;
  bool connected_ = true;
  bool interrupted_ = false;  ///< the last key was Ctrl-C
  bool leaving_ = false;
  RawTerminal raw_;  ///< last, so that the terminal is restored first
};

}  // namespace

std::string answer_on_terminal(const std::string& markdown) {
  return markdown_for_terminal(observe::neutralize_text(markdown), TextStyle::of(STDOUT_FILENO),
                               RawTerminal::size().columns);
}

int chat_on_terminal(ChatSession& session, const TerminalSignals& signals, const ChatPoll& first) {
  return ChatTerminal(session, signals).run(first);
}

}  // namespace yak::cli
