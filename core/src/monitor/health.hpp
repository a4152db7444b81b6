// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "monitor/store_check.hpp"
#include "net/http_server/route_table.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::monitor {

/// `/livez` and `/readyz`. Alive: an event loop answers. Ready: a message would be accepted and
/// stored, because everything has started, nothing is draining, the store is writable and its disk
/// has room.
class Health {
 public:
  /// Below this much free space nothing can be stored, whatever `store.min_free` says.
  static constexpr std::uint64_t kLeastFree = std::uint64_t{1} << 20U;

  /// The daemon is not ready while the disk of `data_dir` has fewer than max(`floor`, `kLeastFree`)
  /// bytes free.
  Health(Maintenance& store, Clock& clock, std::string data_dir, std::uint64_t floor);

  result<void> add_routes(net::RouteTable& routes);
  /// `degraded` returns the degraded instances, for `?verbose`. Call before the loops run. Degraded
  /// instances do not make the daemon unready, because the others accept messages.
  void set_degraded(std::function<std::vector<std::string>()> degraded) {
    degraded_ = std::move(degraded);
  }
  void set_started() { started_ = true; }
  void set_draining() { draining_ = true; }

  struct Check {
    std::string name;
    bool passed = false;
    std::string detail;  ///< the reason for the operator; empty when passed
    std::string shown;   ///< the reason for anybody: no paths, no service names
  };
  /// Thread-safe. The store is checked as StoreCheck says.
  task<std::vector<Check>> checks();
  [[nodiscard]] Check check_disk() const;
  /// The check of a disk with `available` free bytes. Pure.
  [[nodiscard]] static Check diagnose_disk(std::uint64_t available, std::uint64_t floor);
  /// Whether the last run of `checks` passed and the daemon is not draining. Thread-safe.
  [[nodiscard]] bool was_ready() const noexcept { return was_ready_ && !draining_; }
  [[nodiscard]] bool started() const noexcept { return started_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// Free bytes on the disk of `data_dir`; nullopt when they cannot be determined.
  [[nodiscard]] std::optional<std::uint64_t> free_bytes() const;
  [[nodiscard]] std::uint64_t floor() const noexcept { return floor_; }

 private:
  task<ServerResponse> answer(bool verbose);

  StoreCheck store_;
  std::string data_dir_;
  std::uint64_t floor_;
  std::function<std::vector<std::string>()> degraded_;
  std::atomic<bool> started_{false};
  std::atomic<bool> draining_{false};
  std::atomic<bool> was_ready_{false};
};

}  // namespace yak::monitor
