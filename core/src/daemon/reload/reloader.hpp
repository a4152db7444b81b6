// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "daemon/reload/file_watch.hpp"
#include "daemon/reload/reload_report.hpp"
#include "daemon/servers.hpp"
#include "generation/timed_build.hpp"
#include "yak/event.hpp"

namespace yak::daemon {

/// Applies a changed configuration to a running daemon: builds the next generation beside the
/// serving one, and publishes it to new turns, sends and requests only once all of it has started.
/// A failure changes nothing.
///
/// Reloads run one after the other on a thread of their own; requests that arrive while one waits
/// share that one. `reload` and `request` may be called from any thread.
class Reloader {
 public:
  struct Dependencies {
    generation::BuildLoop& loop;
    generation::GenerationRetirer& retirer;
    generation::CurrentGeneration& current;
    Servers& servers;
    net::EventLoops& loops;
    Logger& log;
    Logger& net_log;
    Metrics& metrics;
    const generation::StartSettings& started;
    /// Reads the configuration again.
    std::function<generation::Plan(config::Problems& problems)> read;
    /// The core services that instances receive at present.
    std::function<generation::InstanceDependencies()> core;
    /// Applies the settings that live outside generations, and sets the HTTP client for instances.
    std::function<void(const config::Config& config, std::shared_ptr<net::HttpClientPool> http)>
        apply;
  };

  explicit Reloader(Dependencies dependencies);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  void start();
  /// Waits for a reload in progress. Further reloads are refused, and those that wait fail with a
  /// problem.
  void stop();

  /// Reloads and returns the result.
  task<ReloadReport> reload();
  /// Reloads; the result is logged.
  void request();
  /// Called before (true) and after (false) every reload, on the reload thread. Set before `start`.
  void set_observer(std::function<void(bool begins)> observer) { observer_ = std::move(observer); }
  /// A plugin call never returned while an instance was built or started, so its thread is lost.
  [[nodiscard]] bool has_lost_thread() const noexcept { return has_lost_thread_; }

 private:
  struct Waiting {
    Event done;
    ReloadReport report;
  };
  struct Prepared;

  void run();
  /// False when the thread must end.
  bool wait_for_work();
  void watch();
  ReloadReport reload_now();
  ReloadReport publish(generation::BuildOutcome outcome, Prepared& prepared);
  ReloadReport refuse(std::vector<config::Problem> problems);
  void tell(const ReloadReport& report);
  generation::BuildRequest request_of(const std::shared_ptr<generation::Generation>& before,
                                      const std::shared_ptr<Prepared>& prepared);
  void prepare(const generation::Plan& plan, const generation::PlanDiff& diff,
               generation::InstanceDependencies& core, config::Problems& problems,
               Prepared& prepared);

  Dependencies dependencies_;
  std::function<void(bool begins)> observer_;
  Counter& applied_;
  Counter& rejected_;
  FileWatch watch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Waiting>> waiting_;
  bool is_asked_ = false;
  std::stop_source stopping_;
  std::atomic<bool> has_lost_thread_{false};
  std::thread thread_;
};

}  // namespace yak::daemon
