#include "app/run_command.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "app/config_source.hpp"
#include "app/service_notify.hpp"
#include "app/start_message.hpp"
#include "app/watchdog.hpp"
#include "runtime/runtime.hpp"

namespace yak::app {
namespace {

sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

/// Blocks the signals in this thread and all that it will start, so that only `wait_for_end` gets
/// them; a write to a closed connection is an error and no signal.
void block_signals() {
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_end(runtime::Runtime& runtime) {
  Logger& log = runtime.log();
  const sigset_t signals = handled_signals();
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) {
      log.info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return;
    }
    runtime.request_reload();
  }
}

runtime::Plan read_plan(const Invocation& invocation, const std::string& path,
                        config::Problems& problems) {
  const config::Environment environment = environment_of(invocation, problems);
  runtime::Plan plan = runtime::make_plan(path, environment, problems);
  if (!invocation.env_file.empty()) plan.files.push_back(invocation.env_file);
  return plan;
}

int exit_code_of(const error& failure) {
  switch (failure.kind) {
    case ErrorKind::forbidden: return kPermission;
    case ErrorKind::unavailable:
    case ErrorKind::conflict:
    case ErrorKind::timeout: return kUnavailable;
    case ErrorKind::internal: return kBug;
    default: return kConfig;
  }
}

}  // namespace

int run_daemon(const Invocation& invocation) {
  block_signals();
  const auto path = find_config(invocation);
  if (!path) return kConfig;
  config::Problems problems;
  runtime::Plan plan = read_plan(invocation, *path, problems);
  if (!problems.empty()) return print_problems(problems);
  const StartMessage message(plan);
  auto read = [invocation, path = *path](config::Problems& found) {
    return read_plan(invocation, path, found);
  };
  const ServiceNotify notify = ServiceNotify::from_environment();
  runtime::Runtime runtime(std::move(plan), std::move(read));
  runtime.observe_reloads([&notify](bool begins) { begins ? notify.reloading() : notify.ready(); });
  const auto started = runtime.start(problems);
  if (!started) {
    runtime.stop();
    if (!problems.empty()) {
      print_problems(problems);
      return exit_code_of(started.error());
    }
    std::cerr << "yak: cannot start: " << started.error().message << '\n';
    return exit_code_of(started.error());
  }
  std::cout << message.text(runtime) << std::flush;
  notify.ready();
  {
    const Watchdog watchdog(runtime.loops(), watchdog_interval(), [&notify] { notify.alive(); });
    wait_for_end(runtime);
  }
  notify.stopping(runtime.longest_stop());
  runtime.stop();
  if (runtime.has_lost_thread()) std::_Exit(kOk);
  return kOk;
}

}  // namespace yak::app
