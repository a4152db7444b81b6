// SPDX-License-Identifier: Apache-2.0
#include "cli/main.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <system_error>

#include "cli/chat/chat.hpp"
#include "cli/command_failure.hpp"
#include "cli/commands/access_command.hpp"
#include "cli/commands/backup_command.hpp"
#include "cli/commands/client_commands.hpp"
#include "cli/commands/dead_letter_command.hpp"
#include "cli/commands/local_commands.hpp"
#include "cli/commands/reload_command.hpp"
#include "cli/commands/run_command.hpp"
#include "cli/commands/status_command.hpp"
#include "cli/commands/trace_command.hpp"
#include "cli/commands/upgrade_command.hpp"
#include "cli/commands/user_command.hpp"
#include "cli/doctor/doctor_command.hpp"
#include "cli/invocation.hpp"

namespace yak::cli {
namespace {

int dispatch(const Invocation& invocation) {
  if (invocation.command == "run") return run_daemon(invocation);
  if (invocation.command == "check") return check_config(invocation);
  if (invocation.command == "doctor") return doctor(invocation);
  if (invocation.command == "version") return print_version(invocation);
  if (invocation.command == "schema") return print_schema(invocation);
  if (invocation.command == "plugins") return list_plugins(invocation);
  if (invocation.command == "chat") return chat(invocation);
  if (invocation.command == "reload") return reload(invocation);
  if (invocation.command == "status") return show_status(invocation);
  if (invocation.command == "upgrade") return upgrade(invocation);
  if (invocation.command == "access") return access(invocation);
  if (invocation.command == "dead-letters") return dead_letters(invocation);
  if (invocation.command == "trace") return trace(invocation);
  if (invocation.command == "backup") return backup(invocation);
  if (invocation.command == "user") return user(invocation);
  return ask_daemon(invocation);
}

/// Returns `code`, or a failure if the output could not be written, for example because the disk is
/// full.
int with_output_written(int code) {
  std::cout.flush();
  const int reason = errno;
  if (std::cout && std::ferror(stdout) == 0) return code;
  std::cerr << "yak: standard output cannot be written: " << std::generic_category().message(reason)
            << '\n';
  return code == kOk ? kTemporary : code;
}

}  // namespace

int run(int argc, char** argv) {
  const Parsed parsed = parse_command_line(argc, argv);
  if (!parsed.invocation) return with_output_written(parsed.exit_code);
  const Invocation& invocation = *parsed.invocation;
  try {
    const int code = dispatch(invocation);
    // The daemon must not fail because its standard output was closed.
    return invocation.command == "run" ? code : with_output_written(code);
  } catch (const std::exception& failure) {
    return fail(invocation, kBug, std::string("this is a bug: ") + failure.what());
  }
}

}  // namespace yak::cli
