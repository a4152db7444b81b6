// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "plugins/plugin_loader.hpp"
#include "yak/message/address.hpp"

namespace yak::generation {

/// The file in `data_dir` that records running turns; it exists once a daemon has run.
inline constexpr const char* kRunningTurns = "yak.turns";

/// One enabled instance, with its plugin loaded and its settings checked.
struct PlannedInstance {
  config::Instance instance;
  const plugins::Plugin* plugin = nullptr;  ///< valid as long as the process
  Settings settings;                        ///< in which people have the form of UserAddress::key
  MessagePrice price{};                     ///< of a channel
};

/// A completely checked configuration, from which a generation is built.
struct Plan {
  config::Config config;
  std::vector<PlannedInstance> instances;
  std::vector<config::Instance> disabled;
  std::vector<std::string> files;  ///< the files it was read from, without plugins
  /// All people named in settings other than `allow_from`, as UserAddress::key.
  std::vector<std::string> named_users;

  [[nodiscard]] std::vector<const PlannedInstance*> of(config::InstanceKind kind) const;
};

/// Returns the information about a plan's channels that instances get.
std::vector<ChannelInfo> channels_of(const Plan& plan);

/// Returns the `allow_from` of a channel; of other instances nothing.
std::vector<std::string> allow_from_of(const PlannedInstance& planned);

/// Returns whether the instance declared that it uses the chat commands.
bool uses_commands(const PlannedInstance& planned);

/// Returns the schema of `plugin` for `kind`, or null if it does not offer that kind.
const Schema* schema_of(const plugins::Plugin& plugin, config::InstanceKind kind);

}  // namespace yak::generation
