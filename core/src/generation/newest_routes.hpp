// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "generation/current_generation.hpp"
#include "net/http_server/route_source.hpp"

namespace yak::generation {

/// The routes of one listener, of the current generation. Thread-safe.
class NewestRoutes final : public net::RouteSource {
 public:
  NewestRoutes(const CurrentGeneration& current, net::RouteTable GenerationRoutes::* table)
      : current_(current), table_(table) {}

  [[nodiscard]] std::shared_ptr<const net::RouteTable> routes() const override {
    auto generation = current_.get();
    // A connection may briefly outlive the last generation.
    static const net::RouteTable kNone;
    if (!generation) return kNone.routes();
    const net::RouteTable* table = &(generation->routes().*table_);
    return {std::move(generation), table};
  }

 private:
  const CurrentGeneration& current_;
  net::RouteTable GenerationRoutes::* table_;
};

}  // namespace yak::generation
