// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async/activity.hpp"
#include "yak/channel.hpp"

namespace yak::delivery {

/// A channel instance, kept alive while the lease is held.
struct ChannelLease {
  std::shared_ptr<const void> owner;
  Channel* channel = nullptr;
  Capabilities capabilities;
  const base::InstanceLabel* label = nullptr;
  MessagePrice price;
  std::size_t max_parts = 10;  ///< the most messages that one reply may become; at least 2
};

/// Finds channel instances by name. Thread-safe.
class ChannelDirectory {
 public:
  virtual ~ChannelDirectory() = default;
  /// Nothing if no such instance is enabled.
  [[nodiscard]] virtual std::optional<ChannelLease> lease(const std::string& instance) const = 0;
  /// The names of the enabled instances.
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
};

}  // namespace yak::delivery
