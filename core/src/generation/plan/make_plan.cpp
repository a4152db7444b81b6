// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/make_plan.hpp"

#include <cmath>
#include <filesystem>
#include <initializer_list>

#include "base/exception_text.hpp"
#include "generation/plan/plan_rules.hpp"

namespace yak::generation {
namespace {

namespace fs = std::filesystem;

using config::Instance;
using config::InstanceKind;
using config::Problems;

Validator validator_of(const plugins::Plugin& plugin, InstanceKind kind) {
  switch (kind) {
    case InstanceKind::store: return plugin.store->validate;
    case InstanceKind::channel: return plugin.channel->validate;
    case InstanceKind::provider: return plugin.provider->validate;
    case InstanceKind::middleware: return plugin.middleware->validate;
  }
  return nullptr;
}

void validate(const config::Config& config, const PlannedInstance& planned, Problems& problems) {
  const Validator validator = validator_of(*planned.plugin, planned.instance.kind);
  if (validator == nullptr) return;
  try {
    for (const ConfigIssue& issue : validator(planned.settings)) {
      config.report(planned.instance, issue, problems);
    }
  } catch (...) {
    problems.add(planned.instance.plugin_position, planned.instance.path,
                 "the plugin's validator threw: " + base::exception_text());
  }
}

MessagePrice price_in(const Settings& common) {
  constexpr double kNano = 1e9;
  const Settings settings = common.object("price_per_message_usd");
  MessagePrice price;
  price.in_nano_usd = std::llround(settings.number("in") * kNano);
  price.out_nano_usd = std::llround(settings.number("out") * kNano);
  return price;
}

/// Address rule of a channel whose plugin cannot be loaded: accepts every address.
result<std::string> any_address(std::string_view written) { return std::string(written); }

/// Returns all channels of the file, including disabled ones.
std::vector<ChannelInfo> named_channels(const config::Config& config,
                                        plugins::PluginLoader& loader) {
  std::vector<ChannelInfo> channels;
  for (const Instance& instance : config.instances()) {
    if (instance.kind != InstanceKind::channel) continue;
    ChannelInfo info{instance.name, instance.plugin, {}, {&any_address}};
    const auto plugin = loader.load(instance.plugin);
    if (plugin && (*plugin)->channel) info.people = (*plugin)->people;
    channels.push_back(std::move(info));
  }
  return channels;
}

/// `knows_folders`: the loader searches the configured folders. If false, a plugin that is not
/// found is not reported.
void plan_instance(const Instance& instance, plugins::PluginLoader& loader, bool knows_folders,
                   Plan& plan, Problems& problems) {
  if (instance.plugin.empty()) return;  // Config::read has reported it.
  const std::string where = instance.path + ".plugin";
  const auto plugin = loader.load(instance.plugin);
  if (!plugin) {
    if (!knows_folders && plugin.error().kind == ErrorKind::not_found) return;
    problems.add(instance.plugin_position, where, plugin.error().message);
    return;
  }
  const Schema* schema = schema_of(**plugin, instance.kind);
  if (schema == nullptr) {
    problems.add(instance.plugin_position, where,
                 "plugin '" + instance.plugin + "' is not a " +
                     std::string(config::to_string(instance.kind)) + " plugin; it offers " +
                     (*plugin)->kinds());
    return;
  }
  const std::size_t before = problems.size();
  PlannedInstance planned{instance, *plugin, plan.config.check(instance, *schema, problems)};
  if (!instance.enabled || problems.size() != before) return;
  if (instance.kind == InstanceKind::channel) planned.price = price_in(instance.common);
  validate(plan.config, planned, problems);
  plan.instances.push_back(std::move(planned));
}

/// Checks existence only, not permissions: the daemon may run as another user.
bool is_missing(const std::string& path) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  return status.type() == std::filesystem::file_type::not_found ||
         status.type() == std::filesystem::file_type::directory;
}

void check_tls_files(const config::Config& config, Problems& problems) {
  const auto& tls = config.core().server.tls;
  if (!tls) return;
  const auto check = [&](const char* key, const std::string& written) {
    const std::string path = config.resolve(written);
    if (!is_missing(path)) return;
    problems.add(config.position(key), key,
                 "there is no file " + path + ": create it, or correct the path");
  };
  check("server.tls.certificate", tls->certificate);
  check("server.tls.private_key", tls->private_key);
}

void require(const Plan& plan, InstanceKind kind, const char* words, Problems& problems) {
  if (plan.of(kind).empty()) problems.add({}, "", words);
}

/// Reports a store of an old version, which resolved a relative data_dir against the working
/// directory. Starting with an empty store instead would leave messages unanswered.
void check_former_data_dir(const config::Config& config, Problems& problems) {
  const fs::path now = fs::absolute(config.data_dir()).lexically_normal();
  const std::string said = config.core().data_dir.value_or(".");
  const fs::path former = fs::absolute(said).lexically_normal();
  std::error_code ignored;
  if (fs::equivalent(former, now, ignored) || !fs::exists(former / kRunningTurns, ignored) ||
      fs::exists(now / kRunningTurns, ignored)) {
    return;
  }
  problems.add(config.position("data_dir"), "data_dir",
               "relative paths are resolved against this file's folder, but the working directory "
               "has the store of an earlier version, " +
                   former.string() + ": move the store's files and " + kRunningTurns +
                   " from there to " + now.string() + ", or write data_dir: " + former.string());
}

}  // namespace

std::vector<fs::path> plugin_folders(const config::Config& config) {
  std::vector<fs::path> folders;
  const auto& written = config.core().plugins.path;
  if (!written) return folders;
  for (const std::string& path : *written) folders.emplace_back(config.resolve(path));
  return folders;
}

Plan make_plan(const std::string& path, const config::Environment& environment,
               Problems& problems) {
  Plan plan{config::Config::read(path, environment, problems), {}, {}, {}, {}};
  const bool knows_folders = plan.config.core().plugins.path.has_value();
  plugins::PluginLoader loader(plugin_folders(plan.config));
  for (const Instance& instance : plan.config.instances()) {
    if (!instance.enabled) plan.disabled.push_back(instance);
    plan_instance(instance, loader, knows_folders, plan, problems);
  }
  apply_plan_rules(plan, named_channels(plan.config, loader), problems);
  if (!problems.empty()) return plan;
  check_former_data_dir(plan.config, problems);
  plan.files = plan.config.files();
  check_tls_files(plan.config, problems);
  require(plan, InstanceKind::channel,
          "no channel is enabled: configure one, or set the variables that its enabled_if names",
          problems);
  require(plan, InstanceKind::provider,
          "no provider is enabled: configure one, or set the variables that its enabled_if names",
          problems);
  return plan;
}

}  // namespace yak::generation
