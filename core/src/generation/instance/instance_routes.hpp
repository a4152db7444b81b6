// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/async/activity.hpp"
#include "net/http_server/route_table.hpp"
#include "yak/log.hpp"

namespace yak::generation {

/// The routes of one instance. An exception of a handler is logged as a bug of the instance and
/// answered with 500. Adds them to the generation for which the instance is built, and keeps them
/// for the generations that take it over. Not thread-safe: one thread builds an instance.
class InstanceRoutes final : public Routes {
 public:
  /// `log`: the core's; it must outlive the handlers.
  InstanceRoutes(net::RouteTable& table, const base::InstanceLabel* label, Logger& log)
      : table_(&table), label_(label), log_(log) {}

  result<void> add(Route route) override;
  void add_hint(std::string hint) override;

  /// Makes further calls of `add` fail.
  void close() noexcept { table_ = nullptr; }
  result<void> add_to(net::RouteTable& table) const;

 private:
  net::RouteTable* table_;
  const base::InstanceLabel* label_;
  Logger& log_;
  std::vector<Route> routes_;
  std::vector<std::string> hints_;
};

}  // namespace yak::generation
