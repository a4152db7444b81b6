// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "admin/api/upgrade_api.hpp"
#include "generation/plan/plan.hpp"
#include "net/event_loops.hpp"
#include "net/http_server/inherited_listeners.hpp"

namespace yak::daemon {

/// The daemon, from a checked plan to an orderly stop: the order in which its parts start and stop.
/// One object per process.
///
/// Not thread-safe: build, start and stop it on the main thread, which runs no event loop.
class Runtime {
 public:
  /// Reads the configuration again, as `make_plan` does. Called on one of the daemon's threads.
  using ReadPlan = std::function<generation::Plan(config::Problems& problems)>;

  Runtime(generation::Plan plan, ReadPlan read);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Opens the store, builds and starts every instance, resumes unfinished work, and listens. On
  /// failure nothing has been accepted; `problems` has the errors of the configuration file.
  /// `inherited`: sockets to listen on instead of binding.
  result<void> start(config::Problems& problems, net::InheritedListeners inherited = {});
  /// Accepts no new work, finishes running turns and sends (for at most `server.drain_timeout`),
  /// stops the instances, and closes the store. Unfinished work stays in the journal. Idempotent.
  void stop();
  /// As `stop`, for a successor that listens on the returned sockets. Messages are accepted into
  /// the journal until the end; after that, connections wait for the successor, including open ones
  /// that are between requests.
  net::HandedOver hand_over();
  /// The steps that the admin API runs to upgrade. Call before `start`.
  void set_upgrade(admin::UpgradeHooks steps);

  /// Applies a changed configuration and logs the result. From any thread, once started.
  void request_reload();
  /// Calls `observer` before (true) and after (false) every reload, on a thread of the daemon. Call
  /// before `start`.
  void observe_reloads(std::function<void(bool begins)> observer);
  /// The number of the serving generation. After `start` and until `stop`; from any thread.
  [[nodiscard]] std::uint64_t generation() const;
  /// After `stop`: plugin code still runs, or an instance did not stop. The process must then exit
  /// without destroying anything that it may use.
  [[nodiscard]] bool has_lost_thread() const;

  [[nodiscard]] std::uint16_t port() const;        ///< of the public listener
  [[nodiscard]] std::uint16_t admin_port() const;  ///< of admin.listen; 0 without one
  [[nodiscard]] std::string admin_socket() const;
  /// The event loops, for the watchdog.
  [[nodiscard]] net::EventLoops& loops();
  /// The longest time that `stop` may take.
  [[nodiscard]] std::chrono::milliseconds longest_stop() const;
  /// The daemon's log, for the caller that starts and stops it.
  [[nodiscard]] Logger& log();

 private:
  struct Parts;

  /// Runs a coroutine on a loop that no plugin blocks, and waits for it.
  template <class T>
  T on_loop(task<T> work);
  /// Adds points of suspicion to the turns that were running when an earlier process ended.
  result<void> add_suspicion();
  /// Puts the unfinished messages of an earlier run back into their lanes, which do not run yet,
  /// and opens the inbox.
  result<void> recover_messages();
  /// Enqueues the unfinished deliveries of an earlier run. Call it once the first generation
  /// serves.
  result<void> recover_deliveries();
  /// Builds and starts the first generation; `before_channels` runs before its channels start.
  result<void> build_first(config::Problems& problems,
                           std::function<result<void>()> before_channels);
  /// Starts what works beside the generations, now that the first one serves.
  void start_services();
  void stop(bool hands_over);
  /// The drain timeout of the serving generation.
  [[nodiscard]] std::chrono::milliseconds drain_timeout() const;

  std::unique_ptr<Parts> parts_;
};

}  // namespace yak::daemon
