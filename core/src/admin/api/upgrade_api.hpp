// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::admin {

/// How the process replaces itself by another version. Supplied by the program.
struct UpgradeHooks {
  /// Whether the installed version could take over. Blocks until that is known.
  std::function<result<void>()> check;
  /// Makes the daemon end and the other version begin. Returns at once.
  std::function<void()> begin;
  /// The number of upgrades this process has been through.
  unsigned past = 0;
};

/// `/api/v1/upgrade` on the admin socket: GET returns `past`; POST runs the check and begins the
/// upgrade (202), or returns the reason why it cannot (422).
class UpgradeApi {
 public:
  UpgradeApi() : checking_(1) {}

  /// Call before the first request. Without it, POST returns 501.
  void set_steps(UpgradeHooks steps) { steps_ = std::move(steps); }
  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> tell();
  task<ServerResponse> upgrade();

  UpgradeHooks steps_;
  boost::asio::thread_pool checking_;
};

}  // namespace yak::admin
