#include "app/main.hpp"

#include <exception>
#include <iostream>

#include "app/access_command.hpp"
#include "app/chat.hpp"
#include "app/client_commands.hpp"
#include "app/dead_letter_command.hpp"
#include "app/doctor_command.hpp"
#include "app/invocation.hpp"
#include "app/local_commands.hpp"
#include "app/reload_command.hpp"
#include "app/run_command.hpp"
#include "app/status_command.hpp"
#include "app/trace_command.hpp"
#include "app/upgrade_command.hpp"
#include "services/freed_memory.hpp"

namespace yak::app {
namespace {

int dispatch(const Invocation& invocation) {
  if (invocation.command == "run") return run_daemon(invocation);
  if (invocation.command == "check") return check_config(invocation);
  if (invocation.command == "doctor") return doctor(invocation);
  if (invocation.command == "schema") return print_schema(invocation);
  if (invocation.command == "plugins") return list_plugins(invocation);
  if (invocation.command == "chat") return chat(invocation);
  if (invocation.command == "reload") return reload(invocation);
  if (invocation.command == "status") return show_status(invocation);
  if (invocation.command == "upgrade") return upgrade(invocation);
  if (invocation.command == "access") return access(invocation);
  if (invocation.command == "dead-letters") return dead_letters(invocation);
  if (invocation.command == "trace") return trace(invocation);
  return ask_daemon(invocation);
}

}  // namespace

int run(int argc, char** argv) {
  services::wipe_what_this_thread_frees();
  const Parsed parsed = parse_command_line(argc, argv);
  if (!parsed.invocation) return parsed.exit_code;
  try {
    return dispatch(*parsed.invocation);
  } catch (const std::exception& failure) {
    std::cerr << "yak: this is a bug: " << failure.what() << '\n';
    return kBug;
  }
}

}  // namespace yak::app
