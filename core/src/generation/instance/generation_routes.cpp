// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/generation_routes.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/async/ready.hpp"
#include "net/http_server/route_pages.hpp"

namespace yak::generation {

void GenerationRoutes::add_guarded(const std::string& path, std::vector<const Route*> routes) {
  Route behind("*", path, nullptr);
  behind.timeout = std::ranges::max(routes, {}, &Route::timeout)->timeout;
  behind.max_body_bytes = std::ranges::max(routes, {}, &Route::max_body_bytes)->max_body_bytes;
  behind.handler = [this, routes = std::move(routes)](const ServerRequest& request) {
    if (auto refusal = guard(request)) return base::ready(*std::move(refusal));
    const auto serves = [&request](const Route* route) {
      return route->method == request.method || route->method == "*" ||
             (route->method == "GET" && request.method == "HEAD");
    };
    const auto route = std::ranges::find_if(routes, serves);
    if (route != routes.end()) return (*route)->handler(request);
    return base::ready(
        ServerResponse(404, "application/json", net::json_error("there is no such endpoint")));
  };
  // It cannot conflict: `guarded` has no other route of this path.
  (void)guarded.add(std::move(behind));
}

void GenerationRoutes::freeze() {
  admin.freeze();
  // One route for all methods of a path: another method must not show without the token that the
  // path exists.
  std::map<std::string, std::vector<const Route*>> by_path;
  for (const Route* const route : admin.all()) {
    if (guard && route->path.starts_with("/api/v1/")) by_path[route->path].push_back(route);
  }
  for (auto& [path, routes] : by_path) add_guarded(path, std::move(routes));
  open.freeze();
  guarded.freeze();
}

}  // namespace yak::generation
