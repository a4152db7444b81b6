#include "app/status_command.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <iostream>

#include "app/admin_client.hpp"
#include "app/daemon_answer.hpp"
#include "app/status_text.hpp"

namespace yak::app {
namespace {

constexpr int kEverySeconds = 2;
constexpr std::size_t kUsualColumns = 160;

struct Screen {
  bool is_terminal = false;
  std::size_t lines = 24;
  std::size_t columns = kUsualColumns;
};

Screen screen_now() {
  Screen screen;
  screen.is_terminal = isatty(STDOUT_FILENO) == 1;
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): ioctl(2)
  if (screen.is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) {
    screen.lines = size.ws_row;
    screen.columns = std::max<std::size_t>(40, size.ws_col);
  }
  return screen;
}

std::string dumped(const Json& body, int indent) {
  return body.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

int show_once(AdminClient& client, const Invocation& invocation) {
  const auto body = object_of(client.get("/api/v1/status"));
  if (!body) {
    std::cerr << "yak: " << body.error().message << '\n';
    return kUnavailable;
  }
  const Screen screen = screen_now();
  std::cout << (invocation.json ? dumped(*body, 2) : status_in_words(*body, screen.columns));
  return kOk;
}

void draw(const result<Json>& body, const Invocation& invocation) {
  if (invocation.json) {
    std::cout << dumped(body ? *body : Json{{"error", body.error().message}}, -1) << std::flush;
    return;
  }
  const Screen screen = screen_now();
  const std::string text =
      body ? status_in_words(*body, screen.columns) : "NO ANSWER  " + body.error().message + "\n";
  if (screen.is_terminal) {
    std::cout << as_screen(text, screen.lines, screen.columns) << std::flush;
  } else {
    std::cout << text << '\n' << std::flush;
  }
}

/// True when the user has had enough; false after so many seconds.
bool is_over_within(const sigset_t& signals, int seconds) {
  timespec span{};
  span.tv_sec = seconds;
  return sigtimedwait(&signals, nullptr, &span) > 0;
}

int watch(AdminClient& client, const Invocation& invocation, const sigset_t& signals) {
  // A daemon that is away for a moment is a reason to go on watching.
  while (std::cout) {
    draw(object_of(client.get("/api/v1/status")), invocation);
    if (is_over_within(signals, kEverySeconds)) break;
  }
  return kOk;
}

}  // namespace

int show_status(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) {
    std::cerr << "yak: " << socket.error().message << '\n';
    return kConfig;
  }
  sigset_t signals;
  sigemptyset(&signals);
  if (invocation.watch) {
    // Before the client's threads begin, so that none of them gets the signal.
    for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  }
  AdminClient client(*socket);
  return invocation.watch ? watch(client, invocation, signals) : show_once(client, invocation);
}

}  // namespace yak::app
