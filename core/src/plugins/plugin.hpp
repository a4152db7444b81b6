// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "yak/plugin.hpp"

namespace yak::plugins {

/// A plugin's offer of one kind.
template <class Factory>
struct Offer {
  Schema schema;
  Factory factory{};
  Validator validate = nullptr;
};

/// A middleware's factory; which one it is declares whether instances use the chat commands.
using AnyMiddlewareFactory = std::variant<MiddlewareFactory, CommandMiddlewareFactory>;

/// A loaded plugin and its offers. Lives as long as the process.
struct Plugin {
  std::string name;
  std::string version;
  std::string path;
  std::optional<Offer<ChannelFactory>> channel;
  ChannelPeople people;  ///< for the channel
  std::optional<Offer<ProviderFactory>> provider;
  std::optional<Offer<AnyMiddlewareFactory>> middleware;
  std::optional<Offer<StoreFactory>> store;

  /// `channel and provider`: for error messages.
  [[nodiscard]] std::string kinds() const;
};

}  // namespace yak::plugins
