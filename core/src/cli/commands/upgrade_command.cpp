// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/upgrade_command.hpp"

#include <chrono>
#include <iostream>
#include <thread>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/daemon_answer.hpp"

namespace yak::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kPath = "/api/v1/upgrade";
/// Longer than usual drain timeouts plus the start with a large journal.
constexpr std::chrono::minutes kTimeLimit{5};
constexpr std::chrono::milliseconds kLook{100};

/// Waits until the daemon reports more than `past` upgrades.
bool serves_after(AdminClient& client, unsigned past) {
  const auto end = Clock::now() + kTimeLimit;
  while (Clock::now() < end) {
    const auto told = object_of(client.get(kPath));
    if (told && told->value("past", 0U) > past) return true;
    std::this_thread::sleep_for(kLook);
  }
  return false;
}

int succeed(const Invocation& invocation) {
  if (invocation.json) {
    std::cout << Json{{"upgraded", true}, {"message", "upgraded"}}.dump(2) << '\n';
  } else {
    std::cout << "upgraded\n";
  }
  return kOk;
}

}  // namespace

int upgrade(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  HttpDeadlines deadlines;
  deadlines.first_byte = deadlines.total = std::chrono::minutes(2);  // The check has its own limit.
  const auto answer = client.post(kPath, "", deadlines);
  const auto begun = object_of(answer);
  if (!begun) {
    const bool refused = answer && answer->status == 422;
    return refused ? fail(invocation, kConfig, begun.error().message)
                   : fail(invocation, begun.error());
  }
  if (serves_after(client, begun->value("past", 0U))) return succeed(invocation);
  return fail(invocation, kTemporary,
              "the new version did not come up in five minutes; see the log");
}

}  // namespace yak::cli
