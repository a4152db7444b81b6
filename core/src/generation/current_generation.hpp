// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "conversation/turns/turn_runner.hpp"
#include "delivery/channel_directory.hpp"
#include "generation/generation.hpp"
#include "net/http_server/route_source.hpp"

namespace yak::generation {

/// Holds the current generation. Thread-safe; taking a lease copies one pointer.
class CurrentGeneration final : public delivery::ChannelDirectory,
                                public conversation::ChainSource {
 public:
  void set(std::shared_ptr<Generation> generation) {
    // Swap, so that the old generation is released after the lock.
    const std::lock_guard lock(mutex_);
    current_.swap(generation);
  }
  [[nodiscard]] std::shared_ptr<Generation> get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

  [[nodiscard]] std::shared_ptr<const conversation::Pipeline> chain() const override {
    auto generation = get();
    if (!generation) return nullptr;
    const conversation::Pipeline* pipeline = &generation->pipeline();
    return {std::move(generation), pipeline};
  }

  [[nodiscard]] std::optional<delivery::ChannelLease> lease(
      const std::string& instance) const override {
    delivery::ChannelLease lease;
    auto generation = get();
    if (!generation) return std::nullopt;
    if (!generation->lend(instance, lease)) return std::nullopt;
    lease.owner = std::move(generation);
    return lease;
  }

  [[nodiscard]] std::vector<std::string> names() const override {
    const auto generation = get();
    return generation ? generation->channel_names() : std::vector<std::string>();
  }
  [[nodiscard]] std::vector<ChannelInfo> channels() const {
    const auto generation = get();
    return generation ? generation->channel_infos() : std::vector<ChannelInfo>();
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Generation> current_;
};

/// One listener's routes of the current generation.
class NewestRoutes final : public net::RouteSource {
 public:
  NewestRoutes(const CurrentGeneration& holder, net::RouteTable GenerationRoutes::* table)
      : holder_(holder), table_(table) {}

  [[nodiscard]] std::shared_ptr<const net::RouteTable> routes() const override {
    auto generation = holder_.get();
    // A connection may briefly outlive the last generation.
    static const net::RouteTable kNone;
    if (!generation) return kNone.routes();
    const net::RouteTable* table = &(generation->routes().*table_);
    return {std::move(generation), table};
  }

 private:
  const CurrentGeneration& holder_;
  net::RouteTable GenerationRoutes::* table_;
};

}  // namespace yak::generation
