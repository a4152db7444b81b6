// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/route_table.hpp"

#include <algorithm>
#include <utility>

#include "net/http_server/route_pages.hpp"

namespace yak::net {
namespace {

bool is_method(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

/// Why `route` is invalid; empty if it is valid.
std::string fault_of(const Route& route) {
  if (route.method != "*" && !is_method(route.method)) {
    return "a route's method must be in capitals, or *";
  }
  if (route.path.empty() || route.path.front() != '/') return "a route's path must begin with /";
  if (route.path.find_first_of("?# \t\r\n") != std::string::npos) {
    return "a route's path must have no query, fragment or space";
  }
  const std::size_t star = route.path.find('*');
  const bool is_prefix = route.path.ends_with("/*");
  if (star != std::string::npos && !(is_prefix && star == route.path.size() - 1)) {
    return "a route's path may contain one *, at its end: /*";
  }
  if (!route.handler) return "a route needs a handler";
  if (route.timeout <= std::chrono::milliseconds::zero())
    return "a route's timeout must be positive";
  return {};
}

bool overlap(std::string_view left, std::string_view right) {
  return left == right || left == "*" || right == "*";
}

}  // namespace

result<void> RouteTable::add(Route route) {
  if (const std::string fault = fault_of(route); !fault.empty()) {
    return error(ErrorKind::invalid, fault + ": " + route.method + " " + route.path);
  }
  const std::lock_guard lock(adding_);
  if (frozen_) {
    return error(ErrorKind::conflict,
                 "routes can be added until start() has returned: " + route.path);
  }
  const bool is_prefix = route.path.ends_with("/*");
  const std::string key = is_prefix ? route.path.substr(0, route.path.size() - 1) : route.path;
  PathEntry& entry = (is_prefix ? prefixes_[key.size()] : exact_)[key];
  for (const Route& taken : entry.routes) {
    if (overlap(taken.method, route.method)) {
      return error(ErrorKind::conflict, taken.method + " " + taken.path + " is already served");
    }
  }
  entry.routes.push_back(std::move(route));
  return {};
}

void RouteTable::add_hint(std::string hint) {
  const std::lock_guard lock(adding_);
  if (!frozen_) hints_.push_back(std::move(hint));
}

void RouteTable::freeze() {
  const std::lock_guard lock(adding_);
  if (frozen_) return;
  const auto finish = [](Paths& paths) {
    for (auto& [path, entry] : paths) {
      for (const Route& route : entry.routes) {
        if (!entry.allow.empty()) entry.allow += ", ";
        entry.allow += route.method;
        if (route.method == "GET") entry.allow += ", HEAD";
      }
    }
  };
  finish(exact_);
  for (auto& [length, paths] : prefixes_) finish(paths);
  for (const std::string& hint : hints_) hint_line_ += (hint_line_.empty() ? "" : " ") + hint;
  frozen_ = true;
}

const RouteTable::PathEntry* RouteTable::find_path(std::string_view path) const {
  if (const auto found = exact_.find(path); found != exact_.end()) return &found->second;
  for (const auto& [length, paths] : prefixes_) {
    if (length > path.size()) continue;
    if (const auto found = paths.find(path.substr(0, length)); found != paths.end()) {
      return &found->second;
    }
  }
  return nullptr;
}

std::vector<const Route*> RouteTable::all() const {
  std::vector<const Route*> routes;
  const auto add = [&routes](const Paths& paths) {
    for (const auto& [path, entry] : paths) {
      for (const Route& route : entry.routes) routes.push_back(&route);
    }
  };
  add(exact_);
  for (const auto& [length, paths] : prefixes_) add(paths);
  return routes;
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const {
  if (!frozen_) return {};
  const PathEntry* entry = find_path(path);
  if (entry == nullptr) return {};
  const Route* get = nullptr;
  for (const Route& route : entry->routes) {
    if (route.method == method || route.method == "*") return {&route, &entry->allow};
    if (route.method == "GET") get = &route;
  }
  return {method == "HEAD" ? get : nullptr, &entry->allow};
}

ServerResponse RouteTable::not_found(std::string_view accepts) {
  return error_page(404, "no route for this path", wants_html(accepts));
}

ServerResponse RouteTable::method_not_allowed(const std::string& allow, std::string_view accepts) {
  ServerResponse page =
      error_page(405, "this method is not allowed for this path", wants_html(accepts));
  page.headers.emplace_back("Allow", allow);
  return page;
}

void RouteTable::note_misdirected(std::string_view path) const {
  const std::lock_guard lock(noting_);
  ++misdirected_.count;
  misdirected_.last_path = path.substr(0, kNotedPath);
}

RouteTable::Misdirected RouteTable::misdirected() const {
  const std::lock_guard lock(noting_);
  return misdirected_;
}

}  // namespace yak::net
