#pragma once

#include <string>
#include <vector>

#include "base/activity.hpp"
#include "net/http_server/route_table.hpp"

namespace yak::generation {

/// The routes of one instance: offered to the generation that it is built for, and remembered for
/// those that it is carried over to. Not thread-safe: an instance is built by one thread.
class InstanceRoutes final : public Routes {
 public:
  InstanceRoutes(net::RouteTable& table, const base::InstanceLabel* label)
      : table_(&table), label_(label) {}

  result<void> add(Route route) override;
  void add_hint(std::string hint) override;

  /// From now on nothing can be added.
  void close() noexcept { table_ = nullptr; }
  result<void> add_to(net::RouteTable& table) const;

 private:
  net::RouteTable* table_;
  const base::InstanceLabel* label_;
  std::vector<Route> routes_;
  std::vector<std::string> hints_;
};

}  // namespace yak::generation
