#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "daemon/reload/file_watch.hpp"
#include "daemon/reload/reload_report.hpp"
#include "daemon/servers.hpp"
#include "generation/generation_build.hpp"
#include "yak/event.hpp"

namespace yak::daemon {

/// Takes a changed configuration into a running daemon: builds the next generation beside the one
/// that serves, and only when all of it has started lets new turns, sends and requests have it.
/// Whatever fails leaves everything as it was.
///
/// It has a thread of its own, on which one reload runs after the other; those that are asked for
/// while one waits are that one. `reload` and `request` may be called from any thread.
class Reloader {
 public:
  struct Services {
    generation::BuildLoop& loop;
    generation::GenerationKeeper& keeper;
    generation::GenerationHolder& holder;
    Servers& servers;
    net::EventLoops& loops;
    Logger& log;
    Logger& net_log;
    Metrics& metrics;
    const generation::KeptSettings& kept;
    /// Reads the configuration again.
    std::function<generation::Plan(config::Problems& problems)> read;
    /// What instances are lent at present.
    std::function<generation::CoreServices()> core;
    /// Puts the settings in force that live outside generations, and the client that instances use
    /// from now on.
    std::function<void(const config::Config& config, std::shared_ptr<net::HttpClientPool> http)>
        apply;
  };

  explicit Reloader(Services services);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  void start();
  /// Waits for a reload that is under way; none begins any more, and whoever waits for one is told
  /// so.
  void stop();

  /// Reloads, and gives what came of it once it has.
  task<ReloadReport> reload();
  /// Reloads; what comes of it goes to the log.
  void request();
  /// Called around every reload, on its thread: true when it begins, false when it has ended.
  /// Before `start`.
  void set_observer(std::function<void(bool begins)> observer) { observer_ = std::move(observer); }
  /// A plugin kept a thread for itself: it never came back from being built or started.
  [[nodiscard]] bool has_lost_thread() const noexcept { return has_lost_thread_; }

 private:
  struct Waiting {
    Event done;
    ReloadReport report;
  };
  struct Prepared;

  void run();
  /// False: the thread is to end.
  bool wait_for_work();
  void watch();
  ReloadReport reload_now();
  ReloadReport publish(generation::BuildOutcome outcome,
                       const std::shared_ptr<generation::Generation>& before, Prepared& prepared);
  ReloadReport refuse(std::vector<config::Problem> problems);
  void tell(const ReloadReport& report);
  generation::BuildOrder order_of(const std::shared_ptr<generation::Generation>& before,
                                  const std::shared_ptr<Prepared>& prepared);

  Services services_;
  std::function<void(bool begins)> observer_;
  Counter& applied_;
  Counter& rejected_;
  FileWatch watch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Waiting>> waiting_;
  bool is_asked_ = false;
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> has_lost_thread_{false};
  std::thread thread_;
};

}  // namespace yak::daemon
