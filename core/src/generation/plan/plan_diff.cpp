// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/plan_diff.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "config/changes.hpp"
#include "generation/server_options.hpp"

namespace yak::generation {
namespace {

using config::InstanceKind;

constexpr std::array kKinds{InstanceKind::provider, InstanceKind::middleware,
                            InstanceKind::channel};

const PlannedInstance* find(const Plan& plan, const config::Instance& instance) {
  for (const PlannedInstance* planned : plan.of(instance.kind)) {
    if (planned->instance.name == instance.name) return planned;
  }
  return nullptr;
}

/// The keys in which two planned instances differ, relative to the instance.
std::vector<std::string> changed_instance_keys(const PlannedInstance& before,
                                               const PlannedInstance& after) {
  auto keys = config::changed_keys(before.settings, after.settings);
  const auto common = config::changed_keys(before.instance.common, after.instance.common);
  keys.insert(keys.end(), common.begin(), common.end());
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

/// `plugin echo 1.0.0 → echo 1.1.0`, for instances whose plugins are different libraries.
std::string plugin_change(const PlannedInstance& before, const PlannedInstance& after) {
  const plugins::Plugin& was = *before.plugin;
  const plugins::Plugin& is = *after.plugin;
  return "plugin " + was.name + " " + was.version + " → " + is.name + " " + is.version;
}

std::string joined(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + key;
  return text;
}

bool same_inputs(const PlannedInstance& before, const PlannedInstance& after) {
  return before.plugin == after.plugin && config::same(before.settings, after.settings) &&
         config::same(before.instance.common, after.instance.common);
}

/// Also if their libraries differ.
bool same_plugin(const PlannedInstance& before, const PlannedInstance& after) {
  return before.plugin->name == after.plugin->name;
}

/// Compares two plans; `before` runs.
class Comparison {
 public:
  Comparison(const Plan& before, const Plan& after, const DiffFacts& facts)
      : before_(before), after_(after), facts_(facts) {
    add_users_of_commands(before);
    add_users_of_commands(after);
    if (before.config.core().http != after.config.core().http) {
      common_reason_ = "rebuilt: http has changed";
    } else if (public_url(before.config) != public_url(after.config)) {
      common_reason_ = "rebuilt: server.public_url has changed";
    }
  }

  PlanDiff diff() {
    PlanDiff diff;
    diff.replaces_http = before_.config.core().http != after_.config.core().http;
    for (const InstanceKind kind : kKinds) {
      for (const PlannedInstance* planned : after_.of(kind))
        diff.instances.push_back(change_of(*planned));
    }
    for (const InstanceKind kind : kKinds) add_retired(kind, diff);
    diff.keeps_commands = keeps_commands(diff);
    if (!diff.keeps_commands) rebuild_users_of_commands(diff);
    diff.keeps_router = keeps_router(diff);
    return diff;
  }

 private:
  void add_users_of_commands(const Plan& plan) {
    for (const PlannedInstance& planned : plan.instances) {
      if (uses_commands(planned)) uses_commands_.insert(title_of(planned.instance));
    }
  }

  [[nodiscard]] InstanceChange change_of(const PlannedInstance& planned) const {
    InstanceChange change;
    change.title = title_of(planned.instance);
    change.path = planned.instance.path;
    const PlannedInstance* running = find(before_, planned.instance);
    change.reason = reason_to_build(running, planned);
    if (change.reason.empty()) {
      change.fate = InstanceFate::carried_over;
      return change;
    }
    change.predecessors = predecessors(planned);
    if (!change.predecessors.empty()) change.fate = InstanceFate::handed_over;
    return change;
  }

  /// Returns an empty text if the running instance is carried over.
  [[nodiscard]] std::string reason_to_build(const PlannedInstance* running,
                                            const PlannedInstance& planned) const {
    if (running == nullptr) return "new";
    if (running->plugin != planned.plugin) return plugin_change(*running, planned);
    if (!same_inputs(*running, planned)) {
      return "changed: " + joined(changed_instance_keys(*running, planned));
    }
    return common_reason_;
  }

  [[nodiscard]] std::vector<std::string> predecessors(const PlannedInstance& planned) const {
    std::vector<std::string> names;
    if (planned.instance.kind != InstanceKind::channel) return names;
    for (const PlannedInstance* running : before_.of(InstanceKind::channel)) {
      if (!facts_.receives_alone.contains(title_of(running->instance))) continue;
      const bool hands_over = running->instance.name == planned.instance.name ||
                              (is_removed(*running) && same_plugin(*running, planned));
      if (hands_over) names.push_back(running->instance.name);
    }
    return names;
  }

  [[nodiscard]] bool is_removed(const PlannedInstance& running) const {
    return find(after_, running.instance) == nullptr;
  }

  void add_retired(InstanceKind kind, PlanDiff& diff) const {
    for (const PlannedInstance* running : before_.of(kind)) {
      if (!is_removed(*running)) continue;
      diff.instances.push_back({title_of(running->instance),
                                running->instance.path,
                                InstanceFate::retired,
                                "removed",
                                {}});
    }
  }

  /// The table has the commands of all instances that use it, so it is kept with all of them or
  /// with none.
  [[nodiscard]] bool keeps_commands(const PlanDiff& diff) const {
    if (!common_reason_.empty()) return false;
    return std::ranges::all_of(diff.instances, [this](const InstanceChange& change) {
      return change.fate == InstanceFate::carried_over || !uses_commands_.contains(change.title);
    });
  }

  void rebuild_users_of_commands(PlanDiff& diff) const {
    for (InstanceChange& change : diff.instances) {
      if (change.fate != InstanceFate::carried_over) continue;
      if (!uses_commands_.contains(change.title)) continue;
      change.fate = InstanceFate::built_anew;  // Only middleware uses commands.
      change.reason = "rebuilt: another instance that uses commands has changed";
    }
  }

  [[nodiscard]] bool keeps_router(const PlanDiff& diff) const {
    if (!facts_.same_prices) return false;
    if (before_.config.core().assistant != after_.config.core().assistant) return false;
    const auto is_carried = [&diff](const PlannedInstance* provider) {
      return diff.of(provider->instance).fate == InstanceFate::carried_over;
    };
    const auto now = after_.of(InstanceKind::provider);
    return now.size() == before_.of(InstanceKind::provider).size() &&
           std::ranges::all_of(now, is_carried);
  }

  const Plan& before_;
  const Plan& after_;
  const DiffFacts& facts_;
  std::set<std::string> uses_commands_;  ///< instances of both plans
  std::string common_reason_;            ///< why no instance can be carried over; empty if some can
};

PlanDiff first_diff(const Plan& plan) {
  PlanDiff diff;
  for (const InstanceKind kind : kKinds) {
    for (const PlannedInstance* planned : plan.of(kind)) {
      diff.instances.push_back({title_of(planned->instance),
                                planned->instance.path,
                                InstanceFate::built_anew,
                                "new",
                                {}});
    }
  }
  return diff;
}

/// The changed keys of the core and of the store.
std::vector<std::string> changed_settings(const Plan& before, const Plan& after) {
  auto keys = config::changed_keys(before.config.core_settings(), after.config.core_settings());
  const PlannedInstance& was = *before.of(InstanceKind::store).front();
  for (const auto& key : changed_instance_keys(was, *after.of(InstanceKind::store).front())) {
    keys.push_back("store." + key);
  }
  return keys;
}

std::vector<SettingChange> diff_settings(const Plan& before, const Plan& after,
                                         const StartSettings& started) {
  const std::vector<SettingChange> waiting = restart_settings(started, after);
  const auto waits = [&waiting](const std::string& key) {
    const std::string_view named = key == "store.plugin" ? "store" : std::string_view(key);
    return std::ranges::find(waiting, named, &SettingChange::key) != waiting.end();
  };
  // All files of the running daemon are in data_dir.
  const bool moves = before.config.data_dir() != after.config.data_dir();
  std::vector<SettingChange> changes;
  for (std::string& key : changed_settings(before, after)) {
    if (waits(key) || (moves && key == "data_dir")) continue;
    changes.push_back({std::move(key), SettingFate::applied, ""});
  }
  changes.insert(changes.end(), waiting.begin(), waiting.end());
  if (moves) {
    changes.push_back(
        {"data_dir", SettingFate::refused, "cannot be changed while Yak runs: restart it"});
  }
  return changes;
}

}  // namespace

std::string_view to_string(InstanceFate fate) noexcept {
  switch (fate) {
    case InstanceFate::carried_over: return "carried over";
    case InstanceFate::built_anew: return "built anew";
    case InstanceFate::handed_over: return "handed over";
    case InstanceFate::retired: return "retired";
  }
  return "built anew";
}

std::string title_of(const config::Instance& instance) {
  return std::string(config::to_string(instance.kind)) + ' ' + instance.name;
}

const InstanceChange& PlanDiff::of(const config::Instance& instance) const {
  const auto found = std::ranges::find(instances, title_of(instance), &InstanceChange::title);
  if (found == instances.end()) throw std::logic_error(instance.path + " is not in the next plan");
  return *found;
}

std::vector<SettingChange> restart_settings(const StartSettings& started, const Plan& plan) {
  const StartSettings now = StartSettings::of(plan);
  std::vector<SettingChange> changes;
  const auto add = [&changes](std::string key, std::string what = "") {
    changes.push_back({std::move(key), SettingFate::needs_restart, std::move(what)});
  };
  if (now.admin_socket != started.admin_socket) add("admin.socket");
  if (now.admin_group != started.admin_group) add("admin.group");
  if (now.threads != started.threads) add("server.threads");
  const PlannedInstance& store = started.store;
  if (now.store.plugin != store.plugin) add("store", plugin_change(store, now.store));
  for (const std::string& key : changed_instance_keys(store, now.store)) {
    // The plugin is reported above, with its versions.
    if (key != "plugin") add("store." + key);
  }
  return changes;
}

PlanDiff plan_diff(const Plan* before, const Plan& after, const StartSettings& started,
                   const DiffFacts& facts) {
  if (before == nullptr) return first_diff(after);
  PlanDiff diff = Comparison(*before, after, facts).diff();
  diff.settings = diff_settings(*before, after, started);
  return diff;
}

}  // namespace yak::generation
