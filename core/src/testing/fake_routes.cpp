// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_routes.hpp"

#include <algorithm>
#include <optional>

namespace yak::testing {
namespace {

bool fits_path(const Route& route, std::string_view path) {
  if (!route.path.ends_with("/*")) return route.path == path;
  const std::string_view below(route.path.data(), route.path.size() - 1);
  return path.starts_with(below);
}

bool fits_method(const Route& route, std::string_view method) {
  return route.method == "*" || route.method == method;
}

/// Exact paths come before paths that end in a star, and longer ones of these before shorter ones.
const Route* find_route(const std::vector<Route>& routes, std::string_view method,
                        std::string_view path, bool& path_known) {
  const Route* best = nullptr;
  for (const Route& route : routes) {
    if (!fits_path(route, path)) continue;
    path_known = true;
    if (!fits_method(route, method)) continue;
    if (best == nullptr || route.path == path || route.path.size() > best->path.size()) {
      best = &route;
    }
    if (best->path == path) break;
  }
  return best;
}

ServerRequest look_at(const FakeRequest& request) {
  ServerRequest view;
  view.method = request.method;
  view.target = request.target;
  const std::size_t question = request.target.find('?');
  view.path = view.target.substr(0, question);
  if (question != std::string::npos) view.query = view.target.substr(question + 1);
  for (const Header& header : request.headers) view.headers.emplace_back(header.name, header.value);
  view.body = request.body;
  view.remote = request.remote;
  return view;
}

ServerResponse refusal(int status, const char* text) {
  return ServerResponse(status, "text/plain", text);
}

}  // namespace

result<void> FakeRoutes::add(Route route) {
  const std::lock_guard lock(mutex_);
  for (const Route& other : routes_) {
    const bool same_method =
        other.method == route.method || other.method == "*" || route.method == "*";
    if (other.path == route.path && same_method) {
      return error(ErrorKind::conflict, "the path " + route.path + " is taken");
    }
  }
  routes_.push_back(std::move(route));
  return {};
}

void FakeRoutes::add_hint(std::string hint) {
  const std::lock_guard lock(mutex_);
  hints_.push_back(std::move(hint));
}

task<ServerResponse> FakeRoutes::call(FakeRequest request) {
  const ServerRequest view = look_at(request);
  std::optional<Route> route;
  bool path_known = false;
  {
    const std::lock_guard lock(mutex_);
    const Route* found = find_route(routes_, view.method, view.path, path_known);
    if (found != nullptr) route = *found;
  }
  if (!route) co_return path_known ? refusal(405, "method not allowed") : refusal(404, "not found");
  if (request.body.size() > route->max_body_bytes) co_return refusal(413, "content too large");
  ServerResponse response = co_await route->handler(view);
  if (response.after_write) response.after_write(request.written);
  co_return response;
}

bool FakeRoutes::serves(std::string_view method, std::string_view path) const {
  const std::lock_guard lock(mutex_);
  bool path_known = false;
  return find_route(routes_, method, path, path_known) != nullptr;
}

std::vector<std::string> FakeRoutes::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  names.reserve(routes_.size());
  for (const Route& route : routes_) names.push_back(route.method + " " + route.path);
  return names;
}

std::vector<std::string> FakeRoutes::hints() const {
  const std::lock_guard lock(mutex_);
  return hints_;
}

}  // namespace yak::testing
