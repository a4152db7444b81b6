// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/backup_command.hpp"
#include "generation/plan/make_plan.hpp"

#include <filesystem>
#include <iostream>

#include "cli/admin_client.hpp"
#include "cli/command_failure.hpp"
#include "cli/config_source.hpp"
#include "cli/daemon_answer.hpp"
#include "daemon/closed_backup.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {
namespace {

int report_backup(const Invocation& invocation, const std::string& file, bool by_daemon) {
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(file, unknown);
  if (invocation.json) {
    Json json{{"file", file}, {"bytes", nullptr}, {"daemon", by_daemon}};
    if (!unknown) json["bytes"] = bytes;
    std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    std::cout << "The store is saved in " << observe::neutralize_controls(file)
              << (by_daemon ? "" : " (no daemon runs)") << ".\n";
  }
  return kOk;
}

int exit_code_of_backup(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::conflict:
    case ErrorKind::invalid: return kUsage;
    case ErrorKind::forbidden: return kPermission;
    default: return kUnavailable;
  }
}

/// Opens the store directly.
int back_up_without_daemon(const Invocation& invocation, const std::string& file) {
  const auto path = find_config(invocation);
  if (!path) return fail(invocation, kConfig, path.error().message);
  config::Problems problems;
  const config::Environment environment = environment_of(invocation, problems);
  const generation::Plan plan = generation::make_plan(*path, environment, problems);
  // Problems elsewhere in the configuration do not prevent the backup.
  if (plan.of(config::InstanceKind::store).empty()) return print_problems(problems);
  const auto copied = daemon::back_up_closed(plan, file);
  if (copied) return report_backup(invocation, file, false);
  return fail(invocation, exit_code_of_backup(copied.error().kind), copied.error().message);
}

}  // namespace

int backup(const Invocation& invocation) {
  // Absolute, because the daemon has its own working directory.
  const std::string file = std::filesystem::absolute(invocation.file).lexically_normal().string();
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  HttpDeadlines deadlines;
  deadlines.first_byte = deadlines.total = std::chrono::hours(2);  // the daemon's limit
  const auto answer = client.post("/api/v1/backup", Json{{"file", file}}.dump(), deadlines);
  const bool is_alone =
      !answer && answer.error().not_sent && answer.error().kind != ErrorKind::forbidden;
  if (is_alone) return back_up_without_daemon(invocation, file);
  const auto done = object_of(answer);
  if (done) return report_backup(invocation, file, true);
  const bool exists = answer && answer->status == 409;
  if (exists) return fail(invocation, kUsage, done.error().message);
  return fail(invocation, done.error());
}

}  // namespace yak::cli
