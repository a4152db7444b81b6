#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "net/http_server/route_table.hpp"
#include "yak/store.hpp"

namespace yak::monitor {

/// `/livez` and `/readyz`. Alive means that an event loop answers; ready means that a message would
/// be taken and kept: everything started, nothing draining, the store writable, room on its disk.
class Health {
 public:
  /// With less than this free nothing can be kept, whatever `store.min_free` says.
  static constexpr std::uint64_t kLeastFree = std::uint64_t{1} << 20U;

  /// With less than `floor` or `kLeastFree` bytes free on the disk of `data_dir` the daemon is not
  /// ready.
  Health(Store& store, std::string data_dir, std::uint64_t floor);

  result<void> add_routes(net::RouteTable& routes);
  /// Gives the instances that are degraded, for `?verbose`; before the loops run. They do not make
  /// the daemon unready: the others take messages.
  void set_degraded(std::function<std::vector<std::string>()> degraded) {
    degraded_ = std::move(degraded);
  }
  void set_started() { started_ = true; }
  void set_draining() { draining_ = true; }

  struct Check {
    std::string name;
    bool passed = false;
    std::string detail;  ///< what is wrong, in words for the operator; empty when passed
    std::string shown;   ///< the same for anybody: no path, no name of a service
  };
  task<std::vector<Check>> checks();
  [[nodiscard]] Check check_disk() const;
  /// Of a disk with `available` bytes left. Pure.
  [[nodiscard]] static Check judge_disk(std::uint64_t available, std::uint64_t floor);
  /// What the checks came to when they were last made, and not draining. Thread-safe.
  [[nodiscard]] bool was_ready() const noexcept { return was_ready_ && !draining_; }
  [[nodiscard]] bool started() const noexcept { return started_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// Of the disk of `data_dir`; nothing when it cannot be asked.
  [[nodiscard]] std::optional<std::uint64_t> free_bytes() const;
  [[nodiscard]] std::uint64_t floor() const noexcept { return floor_; }

 private:
  task<ServerResponse> answer(bool verbose);

  Store& store_;
  std::string data_dir_;
  std::uint64_t floor_;
  std::function<std::vector<std::string>()> degraded_;
  std::atomic<bool> started_{false};
  std::atomic<bool> draining_{false};
  std::atomic<bool> was_ready_{false};
};

}  // namespace yak::monitor
