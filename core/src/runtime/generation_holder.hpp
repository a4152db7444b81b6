#pragma once

#include <memory>
#include <mutex>

#include "delivery/channel_directory.hpp"
#include "routing/turn_runner.hpp"
#include "runtime/generation.hpp"

namespace yak::runtime {

/// The generation that serves now. Thread-safe; taking a lease copies one pointer.
class GenerationHolder final : public delivery::ChannelDirectory, public routing::ChainSource {
 public:
  void set(std::shared_ptr<Generation> generation) {
    const std::lock_guard lock(mutex_);
    current_ = std::move(generation);
  }
  [[nodiscard]] std::shared_ptr<Generation> get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

  [[nodiscard]] std::shared_ptr<const routing::Pipeline> chain() const override {
    auto generation = get();
    const routing::Pipeline* pipeline = &generation->pipeline();
    return {std::move(generation), pipeline};
  }

  [[nodiscard]] std::optional<delivery::ChannelLease> lease(
      const std::string& instance) const override {
    delivery::ChannelLease lease;
    const auto generation = get();
    if (!generation) return std::nullopt;
    lease.channel = generation->channel(instance, lease.capabilities);
    if (lease.channel == nullptr) return std::nullopt;
    lease.owner = generation;
    return lease;
  }

  [[nodiscard]] std::vector<std::string> names() const override {
    const auto generation = get();
    return generation ? generation->channel_names() : std::vector<std::string>();
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Generation> current_;
};

}  // namespace yak::runtime
