// SPDX-License-Identifier: Apache-2.0
#include "generation/kept_settings.hpp"

#include <algorithm>

#include "config/changes.hpp"
#include "generation/server_options.hpp"

namespace yak::generation {
namespace {

std::size_t threads_of(const Plan& plan) { return plan.config.core().server.threads; }

std::string group_of(const Plan& plan) { return plan.config.core().admin.group.value_or(""); }

const PlannedInstance& store_of(const Plan& plan) {
  return *plan.of(config::InstanceKind::store).front();
}

}  // namespace

KeptSettings::KeptSettings(const Plan& first)
    : admin_socket_(admin_socket_path(first.config)),
      group_(group_of(first)),
      threads_(threads_of(first)),
      store_(store_of(first)) {}

std::vector<WaitingKey> KeptSettings::waiting(const Plan& plan) const {
  std::vector<WaitingKey> keys;
  if (admin_socket_path(plan.config) != admin_socket_) keys.push_back({"admin.socket", ""});
  if (group_of(plan) != group_) keys.push_back({"admin.group", ""});
  if (threads_of(plan) != threads_) keys.push_back({"server.threads", ""});
  const PlannedInstance& store = store_of(plan);
  if (store.plugin != store_.plugin) keys.push_back({"store", plugin_change(store_, store)});
  for (const std::string& key : changed_keys(store_, store)) {
    // The plugin is reported above, with its versions.
    if (key != "plugin") keys.push_back({"store." + key, ""});
  }
  return keys;
}

std::vector<std::string> changed_keys(const PlannedInstance& before, const PlannedInstance& after) {
  auto keys = config::changed_keys(before.settings, after.settings);
  const auto common = config::changed_keys(before.instance.common, after.instance.common);
  keys.insert(keys.end(), common.begin(), common.end());
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

std::string plugin_change(const PlannedInstance& before, const PlannedInstance& after) {
  const plugins::Plugin& was = *before.plugin;
  const plugins::Plugin& is = *after.plugin;
  return "plugin " + was.name + " " + was.version + " → " + is.name + " " + is.version;
}

}  // namespace yak::generation
