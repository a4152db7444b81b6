// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/status_command.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/daemon_answer.hpp"
#include "cli/terminal/keys.hpp"
#include "cli/terminal/raw_terminal.hpp"
#include "cli/terminal/terminal_signals.hpp"
#include "cli/text/status_text.hpp"

namespace yak::cli {
namespace {

constexpr std::chrono::seconds kEvery{2};
constexpr std::size_t kUsualColumns = 160;

std::size_t columns_now() {
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  return is_terminal ? std::max<std::size_t>(40, RawTerminal::size().columns) : kUsualColumns;
}

std::string dumped(const Json& body, int indent) {
  return body.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

int show_once(AdminClient& client, const Invocation& invocation) {
  const auto body = object_of(client.get("/api/v1/status"));
  if (!body) return fail(invocation, body.error());
  if (invocation.json) {
    std::cout << dumped(*body, 2);
  } else {
    const std::string text = describe_status(*body, columns_now());
    std::cout << paint_status(text, TextStyle::of(STDOUT_FILENO));
  }
  return kOk;
}

/// Shows the status repeatedly. Continues if the daemon is not reachable for a while.
class StatusWatch {
 public:
  StatusWatch(AdminClient& client, const Invocation& invocation, const TerminalSignals& signals)
      : client_(client), invocation_(invocation), signals_(signals) {}

  int run() {
    // Read keys only if the output is a terminal.
    std::unique_ptr<RawTerminal> raw;
    if (draws_ && isatty(STDIN_FILENO) == 1) {
      // The alternate screen (xterm), so that the previous content comes back; hides the cursor.
      raw = std::make_unique<RawTerminal>("\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l");
      view_.scrolls = raw->is_on();
    }
    while (!over_ && std::cout) {
      ask();
      const auto next = Clock::now() + kEvery;
      while (!over_ && wait_until(next)) draw();
    }
    return kOk;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void ask() {
    HttpDeadlines deadlines;
    deadlines.total = std::chrono::seconds(5);  // No key is read meanwhile.
    const auto body = object_of(client_.get("/api/v1/status", deadlines));
    if (invocation_.json) {
      std::cout << dumped(body ? *body : Json{{"error", body.error().message}}, -1) << std::flush;
      return;
    }
    text_ =
        body ? describe_status(*body, columns_now()) : "NO ANSWER  " + body.error().message + "\n";
    if (draws_) return draw();
    std::cout << text_ << '\n' << std::flush;
  }

  void draw() {
    const ChatScreen::Size size = RawTerminal::size();
    view_.lines = size.rows;
    view_.columns = std::max<std::size_t>(40, size.columns);
    std::cout << as_screen(text_, view_) << std::flush;
  }

  /// True if the screen must be drawn again; false at `end`.
  bool wait_until(Clock::time_point end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return false;
    std::array<pollfd, 2> sources{
        {{signals_.descriptor(), POLLIN, 0}, {view_.scrolls ? STDIN_FILENO : -1, POLLIN, 0}}};
    if (::poll(sources.data(), sources.size(), static_cast<int>(left.count())) <= 0) return false;
    if (sources[0].revents != 0) hear_signal();
    if (sources[1].revents != 0) read_keys();
    return draws_;
  }

  void hear_signal() {
    const int signal = signals_.take();
    over_ = over_ || (signal != 0 && signal != SIGWINCH);
  }

  void read_keys() {
    std::array<char, 256> bytes{};
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got <= 0) {
      over_ = true;
      return;
    }
    const auto lines = static_cast<std::size_t>(std::ranges::count(text_, '\n'));
    for (const Key& key : keys_.feed({bytes.data(), static_cast<std::size_t>(got)})) {
      const bool quits = key.kind == Key::Kind::interrupt || key.text == "q" || key.text == "Q";
      over_ = over_ || quits;
      view_.top = scrolled(view_, key, lines);
    }
  }

  AdminClient& client_;
  const Invocation& invocation_;
  const TerminalSignals& signals_;
  const bool draws_ = !invocation_.json && isatty(STDOUT_FILENO) == 1;
  ScreenView view_{24, 80, 0, false, TextStyle::of(STDOUT_FILENO)};
  KeyDecoder keys_;
  std::string text_;
  bool over_ = false;
};

}  // namespace

int show_status(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  if (invocation.watch) {
    // Before the client starts its threads, so that they inherit the signal mask.
    const TerminalSignals signals;
    AdminClient client(*socket);
    return StatusWatch(client, invocation, signals).run();
  }
  AdminClient client(*socket);
  return show_once(client, invocation);
}

}  // namespace yak::cli
