// SPDX-License-Identifier: Apache-2.0
#include "admin/api/upgrade_api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "admin/api_response.hpp"

namespace yak::admin {
namespace {

/// Longer than the check's own limit.
constexpr std::chrono::seconds kUpgradeTimeout{90};

/// A coroutine, so that it can run on the thread pool and be awaited from a loop.
task<result<void>> on_thread(const std::function<result<void>()>& check) { co_return check(); }

}  // namespace

result<void> UpgradeApi::add_routes(Routes& routes) {
  auto told =
      routes.add(Route("GET", "/api/v1/upgrade", [this](const ServerRequest&) { return tell(); }));
  if (!told) return told;
  Route route("POST", "/api/v1/upgrade", [this](const ServerRequest&) { return upgrade(); });
  route.timeout = kUpgradeTimeout;
  route.reads_at_once = true;
  return routes.add(std::move(route));
}

task<ServerResponse> UpgradeApi::tell() {
  co_return json_response(200, Json{{"past", steps_.past}});
}

task<ServerResponse> UpgradeApi::upgrade() {
  if (!steps_.check) co_return json_error(501, "this daemon cannot be upgraded in place");
  task<result<void>> check = on_thread(steps_.check);
  const result<void> usable =
      co_await boost::asio::co_spawn(checking_, std::move(check), boost::asio::use_awaitable);
  if (!usable) co_return json_error(422, usable.error().message);
  steps_.begin();
  co_return json_response(202, Json{{"past", steps_.past}});
}

}  // namespace yak::admin
