// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/instance_routes.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <utility>

#include "base/async/ready.hpp"
#include "base/exception_text.hpp"
#include "net/http_server/route_pages.hpp"

namespace yak::generation {
namespace asio = boost::asio;
namespace {

/// Whose handler is called, for which route.
struct Handled {
  const base::InstanceLabel* label;
  Logger& log;
  std::string path;
};

ServerResponse log_bug(const Handled& handled, const std::string& what) {
  handled.log.error("a plugin has a bug", {{"plugin", handled.label->plugin},
                                           {"instance", handled.label->instance},
                                           {"path", handled.path},
                                           {"bug", "the handler of a route threw: " + what}});
  return {500, "application/json", net::json_error("internal error")};
}

/// `handled` must outlive the task, as a handler outlives its calls.
task<ServerResponse> await_handler(task<ServerResponse> work, const Handled& handled) {
  const base::ActivityScope running(handled.label, "route");
  std::exception_ptr thrown;
  try {
    co_return co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  // The server cancels a handler that takes too long; it has answered already.
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) std::rethrow_exception(thrown);
  co_return log_bug(handled, base::exception_text(thrown));
}

/// Marks both parts of a handler as the instance's activity: the call, which reads the request, and
/// the task, which runs when it is awaited.
HttpHandler marked(HttpHandler handler, Handled handled) {
  return
      [handler = std::move(handler), handled = std::move(handled)](const ServerRequest& request) {
        const base::ActivityScope reading(handled.label, "route");
        try {
          return await_handler(handler(request), handled);
        } catch (...) {
          return base::ready(log_bug(handled, base::exception_text()));
        }
      };
}

}  // namespace

result<void> InstanceRoutes::add(Route route) {
  if (table_ == nullptr) {
    return error(ErrorKind::conflict,
                 "routes can be added until start() has returned: " + route.path);
  }
  route.handler = marked(std::move(route.handler), {label_, log_, route.path});
  auto added = table_->add(route);
  if (added) routes_.push_back(std::move(route));
  return added;
}

void InstanceRoutes::add_hint(std::string hint) {
  if (table_ == nullptr) return;
  table_->add_hint(hint);
  hints_.push_back(std::move(hint));
}

result<void> InstanceRoutes::add_to(net::RouteTable& table) const {
  for (const Route& route : routes_) {
    if (auto added = table.add(route); !added) return added;
  }
  for (const std::string& hint : hints_) table.add_hint(hint);
  return {};
}

}  // namespace yak::generation
