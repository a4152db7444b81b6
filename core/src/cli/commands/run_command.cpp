// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/run_command.hpp"
#include "generation/plan/make_plan.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/async/activity.hpp"
#include "base/clock.hpp"
#include "cli/command_failure.hpp"
#include "cli/commands/start_message.hpp"
#include "cli/config_source.hpp"
#include "daemon/runtime.hpp"
#include "daemon/service_notify.hpp"
#include "daemon/upgrade.hpp"
#include "daemon/watchdog.hpp"
#include "net/descriptor_limit.hpp"
#include "observe/log/crash_report.hpp"

namespace yak::cli {
namespace {

sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&signals, signal);
  return signals;
}

/// Blocks the signals in this thread and all threads that it starts, so that only `wait_for_end`
/// receives them. Ignores SIGPIPE, so that a write to a closed connection returns an error.
void block_signals() {
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

/// Whether an upgrade requested by SIGUSR2 is possible. `is_checked`: the admin API has already run
/// the check.
bool may_upgrade(const daemon::Upgrade& upgrade, std::atomic<bool>& is_checked, Logger& log) {
  if (is_checked.exchange(false)) return true;
  const auto usable = upgrade.check();
  if (!usable) log.error("the upgrade was refused", {{"reason", usable.error().message}});
  return usable.has_value();
}

enum class End : std::uint8_t { stop, upgrade };

End wait_for_end(daemon::Runtime& runtime, const daemon::Upgrade& upgrade,
                 std::atomic<bool>& is_checked) {
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

generation::Plan read_plan(const Invocation& invocation, const std::string& path,
                           config::Problems& problems) {
  const config::Environment environment = environment_of(invocation, problems);
  generation::Plan plan = generation::make_plan(path, environment, problems);
  if (!invocation.env_file.empty()) plan.files.push_back(invocation.env_file);
  return plan;
}

int start_exit_code(const error& failure) {
  switch (failure.kind) {
    case ErrorKind::forbidden: return kPermission;
    case ErrorKind::unavailable:
    case ErrorKind::conflict:
    case ErrorKind::timeout: return kUnavailable;
    case ErrorKind::internal: return kBug;
    default: return kConfig;
  }
}

/// The daemon in this process, with its notifications to the service manager.
class Service {
 public:
  Service(const Invocation& invocation, const std::string& path, generation::Plan plan)
      : upgrade_(path, invocation.env_file),
        message_(plan),
        runtime_(std::move(plan), [invocation, path](config::Problems& found) {
          return read_plan(invocation, path, found);
        }) {
    notify_.alive();  // An upgrade's start may take as long as a normal start.
    runtime_.observe_reloads([this](bool begins) { begins ? notify_.reloading() : tell_ready(); });
    auto begin = [this] {
      is_checked_ = true;
      kill(getpid(), SIGUSR2);
    };
    runtime_.set_upgrade({[this] { return upgrade_.check(); }, begin, upgrade_.past()});
  }

  int run(net::InheritedListeners inherited) {
    config::Problems problems;
    const auto started = runtime_.start(problems, std::move(inherited));
    if (!started) return give_up(problems, started.error());
    std::cout << message_.text(runtime_, base::SystemClock().now()) << std::flush;
    tell_ready();
    auto alive = [this] { notify_.alive(); };
    auto watchdog =
        std::make_unique<daemon::Watchdog>(runtime_.loops(), daemon::watchdog_interval(), alive);
    if (wait_for_end(runtime_, upgrade_, is_checked_) == End::upgrade) {
      return become_another(std::move(watchdog));
    }
    watchdog.reset();
    notify_.stopping(runtime_.longest_stop());
    runtime_.stop();
    if (runtime_.has_lost_thread()) observe::end_process(kOk);
    return kOk;
  }

 private:
  void tell_ready() const {
    notify_.status("generation " + std::to_string(runtime_.generation()) + " serves");
    notify_.ready();
  }

  int give_up(const config::Problems& problems, const error& failure) {
    runtime_.stop();
    if (!problems.empty()) {
      print_problems(problems);
    } else {
      std::cerr << "yak: cannot start: " << failure.message << '\n';
    }
    // Conflicting instances: an error of the configuration.
    if (!problems.empty() && failure.kind == ErrorKind::conflict) return kConfig;
    return start_exit_code(failure);
  }

  /// Returns only on failure. The watchdog runs until the loops end.
  int become_another(std::unique_ptr<daemon::Watchdog> watchdog) {
    notify_.reloading();
    net::HandedOver left = runtime_.hand_over();
    watchdog.reset();
    notify_.alive();
    const error failure = upgrade_.become(std::move(left));
    std::cerr << "yak: the upgrade failed: " << failure.message << '\n';
    if (runtime_.has_lost_thread()) observe::end_process(kTemporary);
    return kTemporary;
  }

  const daemon::ServiceNotify notify_ = daemon::ServiceNotify::from_environment();
  const daemon::Upgrade upgrade_;
  const StartMessage message_;
  std::atomic<bool> is_checked_{false};
  daemon::Runtime runtime_;
};

}  // namespace

int run_daemon(const Invocation& invocation) {
  // No core dump, and no other process of this user reads the memory, which holds secrets
  // (prctl(2)).
  ::prctl(PR_SET_DUMPABLE, 0);
  const observe::CrashReport report;
  const base::WatchedThread watched(base::WatchedThread::Kind::other);
  block_signals();
  net::raise_descriptor_limit();
  auto inherited = net::inherited_listeners();
  if (!inherited) {
    std::cerr << "yak: " << inherited.error().message << '\n';
    return kUsage;
  }
  const auto path = find_config(invocation);
  if (!path) return fail(invocation, kConfig, path.error().message);
  config::Problems problems;
  generation::Plan plan = read_plan(invocation, *path, problems);
  if (!problems.empty()) return print_problems(problems);
  return Service(invocation, *path, std::move(plan)).run(*std::move(inherited));
}

}  // namespace yak::cli
