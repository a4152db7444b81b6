#include "app/run_command.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "app/config_source.hpp"
#include "app/service_notify.hpp"
#include "app/start_message.hpp"
#include "app/upgrade.hpp"
#include "app/watchdog.hpp"
#include "runtime/runtime.hpp"

namespace yak::app {
namespace {

sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&signals, signal);
  return signals;
}

/// Blocks the signals in this thread and all that it will start, so that only `wait_for_end` gets
/// them; a write to a closed connection is an error and no signal.
void block_signals() {
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

/// Whether an upgrade that was asked for by SIGUSR2 can be made. `is_checked`: the admin API has
/// looked already.
bool may_upgrade(const Upgrade& upgrade, std::atomic<bool>& is_checked, Logger& log) {
  if (is_checked.exchange(false)) return true;
  const auto usable = upgrade.check();
  if (!usable) log.error("no upgrade", {{"reason", usable.error().message}});
  return usable.has_value();
}

enum class End : std::uint8_t { stop, upgrade };

End wait_for_end(runtime::Runtime& runtime, const Upgrade& upgrade, std::atomic<bool>& is_checked) {
  Logger& log = runtime.log();
  const sigset_t signals = handled_signals();
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal == SIGHUP) {
      runtime.request_reload();
    } else if (signal == SIGUSR2) {
      if (!may_upgrade(upgrade, is_checked, log)) continue;
      log.info("upgrading: another version takes over");
      return End::upgrade;
    } else {
      log.info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return End::stop;
    }
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
  auto inherited = net::inherited_listeners();
  if (!inherited) {
    std::cerr << "yak: " << inherited.error().message << '\n';
    return kUsage;
  }
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
  notify.alive();  // An upgrade's start may take as long as any other.
  const Upgrade upgrade(*path, invocation.env_file);
  std::atomic<bool> is_checked{false};
  runtime::Runtime runtime(std::move(plan), std::move(read));
  runtime.observe_reloads([&notify](bool begins) { begins ? notify.reloading() : notify.ready(); });
  auto begin = [&is_checked] {
    is_checked = true;
    kill(getpid(), SIGUSR2);
  };
  runtime.set_upgrade({[&upgrade] { return upgrade.check(); }, begin, upgrade.past()});
  const auto started = runtime.start(problems, *std::move(inherited));
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
  auto watchdog = std::make_unique<Watchdog>(runtime.loops(), watchdog_interval(),
                                             [&notify] { notify.alive(); });
  if (wait_for_end(runtime, upgrade, is_checked) == End::upgrade) {
    notify.reloading();
    auto sockets = runtime.hand_over();
    watchdog.reset();
    const error failure = upgrade.become(std::move(sockets));
    std::cerr << "yak: no upgrade: " << failure.message << '\n';
    return kTemporary;
  }
  watchdog.reset();
  notify.stopping(runtime.longest_stop());
  runtime.stop();
  if (runtime.has_lost_thread()) std::_Exit(kOk);
  return kOk;
}

}  // namespace yak::app
