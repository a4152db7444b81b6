#include "runtime/instance_routes.hpp"

#include <utility>

namespace yak::runtime {

result<void> InstanceRoutes::add(Route route) {
  if (table_ == nullptr) {
    return error(ErrorKind::conflict,
                 "routes can be added until start() has returned: " + route.path);
  }
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

}  // namespace yak::runtime
