#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "plugins/plugin_loader.hpp"
#include "yak/address.hpp"

namespace yak::generation {

/// The file in `data_dir` that marks running turns; it is there once a daemon has run.
inline constexpr const char* kRunningTurns = "yak.turns";

/// One instance that is on, with its plugin loaded and its settings checked.
struct PlannedInstance {
  config::Instance instance;
  const plugins::Plugin* plugin = nullptr;  ///< holds as long as the process
  Settings settings;
  MessagePrice price{};  ///< of a channel
};

/// A configuration that has been checked whole: what a generation is built from.
struct Plan {
  config::Config config;
  std::vector<PlannedInstance> instances;
  std::vector<config::Instance> disabled;
  std::vector<std::string> files;  ///< that it was made from, plugins aside
  /// Everybody whom a setting other than `allow_from` names, as UserAddress::key.
  std::vector<std::string> named_users;

  [[nodiscard]] std::vector<const PlannedInstance*> of(config::InstanceKind kind) const;
};

/// Reads the file, loads the plugins it names, checks everything. Adds every problem it finds; the
/// plan is good only if there are none.
Plan make_plan(const std::string& path, const config::Environment& environment,
               config::Problems& problems);

/// Where plugins are looked for, before the default folder.
std::vector<std::filesystem::path> plugin_folders(const config::Config& config);

/// What instances may know of a plan's channels.
std::vector<ChannelInfo> channels_of(const Plan& plan);

/// The schema that `plugin` has for `kind`, or null if it offers no such kind.
const Schema* schema_of(const plugins::Plugin& plugin, config::InstanceKind kind);

}  // namespace yak::generation
