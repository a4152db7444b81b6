#include "app/chat_terminal.hpp"

// libedit's readline interface needs the C library's types before it.
#include <cstdio>
#include <cstdlib>

#include <editline/readline.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <thread>

#include "app/invocation.hpp"
#include "services/redactor.hpp"

namespace yak::app {
namespace {

constexpr const char* kPrompt = "you> ";
constexpr int kHistoryLines = 500;

/// Makes room for a line above the one that is being typed, and draws that one again.
void show_above_input(const std::string& text) {
  std::cout << "\r\033[K" << services::neutralize_text(text) << '\n' << std::flush;
  rl_on_new_line();
  rl_forced_update_display();
}

void show_replies(ChatSession& session, const std::atomic<bool>& ended) {
  constexpr int kPollMs = 1000;
  while (!ended) {
    const auto polled = session.poll(kPollMs, show_above_input);
    if (polled || ended) continue;
    show_above_input("yak: " + polled.error().message);
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace

int chat_on_terminal(ChatSession& session) {
  std::cout << "Talking to yak. /help lists commands, Ctrl-D ends.\n";
  stifle_history(kHistoryLines);
  std::atomic<bool> ended{false};
  std::thread reader([&session, &ended] { show_replies(session, ended); });
  int exit_code = kOk;
  while (const std::unique_ptr<char, void (*)(void*)> line{readline(kPrompt), &std::free}) {
    const std::string text(line.get());
    if (text.find_first_not_of(" \t") == std::string::npos) continue;
    add_history(line.get());
    const auto posted = session.post(text);
    if (!posted) {
      std::cerr << "yak: " << posted.error().message << '\n';
      exit_code = kUnavailable;
      break;
    }
  }
  ended = true;
  reader.join();
  std::cout << '\n';
  return exit_code;
}

}  // namespace yak::app
