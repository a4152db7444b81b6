// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/instance_routes.hpp"

#include <utility>

namespace yak::generation {
namespace {

/// Marks both parts of a handler as the instance's activity: the call, which reads the request, and
/// the task, which runs when it is awaited.
HttpHandler marked(HttpHandler handler, const base::InstanceLabel* label) {
  return [handler = std::move(handler), label](const ServerRequest& request) {
    const base::ActivityScope reading(label, "route");
    auto run = [](task<ServerResponse> work,
                  const base::InstanceLabel* whose) -> task<ServerResponse> {
      const base::ActivityScope running(whose, "route");
      co_return co_await std::move(work);
    };
    return run(handler(request), label);
  };
}

}  // namespace

result<void> InstanceRoutes::add(Route route) {
  if (table_ == nullptr) {
    return error(ErrorKind::conflict,
                 "routes can be added until start() has returned: " + route.path);
  }
  route.handler = marked(std::move(route.handler), label_);
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
