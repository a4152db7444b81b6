#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::admin {

/// How the process becomes another version of itself, which only the program knows.
struct UpgradeSteps {
  /// Whether what is installed now could take over. Blocks for as long as it takes to find out.
  std::function<result<void>()> check;
  /// Has the daemon end and the other version begin. Comes back at once.
  std::function<void()> begin;
  /// How many upgrades this process has been through.
  unsigned past = 0;
};

/// `/api/v1/upgrade` on the admin socket: GET tells of `past`; POST checks, and begins when all is
/// well (202), or says what is wrong (422).
class UpgradeApi {
 public:
  UpgradeApi() : checking_(1) {}

  /// Before the first request. Without it there is nothing to upgrade to (501).
  void set_steps(UpgradeSteps steps) { steps_ = std::move(steps); }
  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> tell();
  task<ServerResponse> upgrade();

  UpgradeSteps steps_;
  boost::asio::thread_pool checking_;
};

}  // namespace yak::admin
