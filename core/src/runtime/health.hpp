#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "net/route_table.hpp"
#include "yak/clock.hpp"
#include "yak/store.hpp"

namespace yak::runtime {

/// `/livez` and `/readyz`. Alive means that an event loop answers; ready means that a message would
/// be taken and kept: everything started, nothing draining, the store writable, room on its disk.
class Health {
 public:
  /// With less than `floor` bytes free on the disk of `data_dir` the daemon is not ready.
  Health(Store& store, Clock& clock, std::string data_dir, std::uint64_t floor);

  result<void> add_routes(net::RouteTable& routes);
  void set_started() { started_ = true; }
  void set_draining() { draining_ = true; }

  struct Check {
    std::string name;
    bool passed = false;
    std::string detail;  ///< what is wrong, in words; empty when passed
  };
  task<std::vector<Check>> checks();
  [[nodiscard]] Check check_disk() const;

 private:
  task<ServerResponse> answer(bool verbose);

  Store& store_;
  Clock& clock_;
  std::string data_dir_;
  std::uint64_t floor_;
  std::atomic<bool> started_{false};
  std::atomic<bool> draining_{false};
};

}  // namespace yak::runtime
