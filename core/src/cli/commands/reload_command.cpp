// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/reload_command.hpp"

#include <chrono>
#include <iostream>
#include <optional>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/commands/local_commands.hpp"
#include "cli/config_source.hpp"
#include "cli/daemon_answer.hpp"

namespace yak::cli {
namespace {

/// A problem from the daemon's response; missing fields are empty.
config::Problem problem_of(const Json& json) {
  config::Problem problem;
  problem.file = json.value("file", "");
  problem.position.line = json.value("line", 0U);
  problem.position.column = json.value("column", 0U);
  problem.path = json.value("path", "");
  problem.message = json.value("message", "");
  return problem;
}

int print_rejected(const Json& body) {
  const Json problems = body.value("problems", Json::array());
  for (const Json& problem : problems) std::cerr << to_string(problem_of(problem)) << '\n';
  std::cerr << "yak: nothing was applied; generation " << body.value("generation", 0U)
            << " still serves\n";
  return kConfig;
}

int print_applied(const Json& body) {
  for (const Json& key : body.value("keys", Json::array())) {
    const std::string why = key.value("why", "");
    std::cout << key.value("outcome", "") << "  " << key.value("key", "")
              << (why.empty() ? "" : " (" + why + ")") << '\n';
  }
  std::cout << "generation " << body.value("generation", 0U) << " serves now\n";
  return kOk;
}

/// The admin socket. If the file does not define it, prints every problem and returns nullopt.
std::optional<std::string> socket_of(const Invocation& invocation) {
  if (!invocation.socket.empty()) return invocation.socket;
  const auto path = find_config(invocation);
  if (!path) {
    fail(invocation, kConfig, path.error().message);
    return std::nullopt;
  }
  config::Problems problems;
  const config::Environment environment = environment_of(invocation, problems);
  const auto config = config::Config::read(*path, environment, problems);
  if (auto socket = admin_socket_of(config, problems.empty())) return socket;
  (void)check_config(invocation);
  return std::nullopt;
}

}  // namespace

int reload(const Invocation& invocation) {
  const auto socket = socket_of(invocation);
  if (!socket) return kConfig;
  AdminClient client(*socket);
  HttpDeadlines deadlines;
  deadlines.first_byte = deadlines.total = std::chrono::hours(2);  // The daemon has its own limit.
  const auto answer = client.post("/api/v1/reload", "", deadlines);
  const bool rejected = answer && answer->status == 422;
  const Json body = rejected ? Json::parse(answer->body, nullptr, false) : Json();
  const auto applied = rejected ? result<Json>(body) : object_of(answer);
  if (!applied) return fail(invocation, applied.error());
  if (invocation.json) {
    std::cout << applied->dump(2) << '\n';
    return rejected ? kConfig : kOk;
  }
  return rejected ? print_rejected(*applied) : print_applied(*applied);
}

}  // namespace yak::cli
