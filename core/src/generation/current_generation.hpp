// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "conversation/turns/turn_runner.hpp"
#include "delivery/channel_directory.hpp"
#include "generation/generation.hpp"

namespace yak::generation {

/// Holds the current generation, and leases it. Thread-safe; taking a lease copies one pointer.
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
    if (!generation->fill_lease(instance, lease)) return std::nullopt;
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

}  // namespace yak::generation
