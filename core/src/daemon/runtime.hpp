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

/// The daemon: everything between a checked plan and an orderly end. One object a process.
///
/// Not thread-safe: built, started and stopped from the main thread, which runs no event loop.
class Runtime {
 public:
  /// Reads the configuration again, as `make_plan` does. Called on a thread of the daemon's.
  using ReadPlan = std::function<generation::Plan(config::Problems& problems)>;

  Runtime(generation::Plan plan, ReadPlan read);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Opens the store, builds and starts every instance, resumes unfinished work, listens. When it
  /// fails, nothing has been accepted; `problems` has what stands in the configuration file.
  /// `inherited`: sockets to listen on instead of binding.
  result<void> start(config::Problems& problems, net::InheritedListeners inherited = {});
  /// Takes no new work, finishes the turns and sends under way (at most `server.drain_timeout`),
  /// stops the instances, closes the store. What is unfinished waits in the journal. Idempotent.
  void stop();
  /// As `stop`, for a successor that listens on the same sockets, which are given: messages are
  /// taken into the journal until the last moment, and connections wait from then on, those that
  /// are open and wait for a request too.
  net::HandedOver hand_over();
  /// What the admin API does when it is asked for an upgrade. Before `start`.
  void set_upgrade(admin::UpgradeSteps steps);

  /// Applies a changed configuration; what comes of it goes to the log. From any thread, once
  /// started.
  void request_reload();
  /// Has every reload told of, on a thread of the daemon's: true when it begins, false when it has
  /// ended. Before `start`.
  void observe_reloads(std::function<void(bool begins)> observer);
  /// The number of the generation that serves. Once started and until `stop`; from any thread.
  [[nodiscard]] std::uint64_t generation() const;
  /// After `stop`: code of a plugin still runs, or would not stop. Nothing it may use must be
  /// destroyed: the process is to end as it is.
  [[nodiscard]] bool has_lost_thread() const;

  [[nodiscard]] std::uint16_t port() const;        ///< of the public listener
  [[nodiscard]] std::uint16_t admin_port() const;  ///< of admin.listen; 0 without
  [[nodiscard]] std::string admin_socket() const;
  /// The event loops, for whoever wants to know whether they are alive.
  [[nodiscard]] net::EventLoops& loops();
  /// How long `stop` may take at most.
  [[nodiscard]] std::chrono::milliseconds longest_stop() const;
  /// The log, for whoever starts and stops the daemon.
  [[nodiscard]] Logger& log();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace yak::daemon
