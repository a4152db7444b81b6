// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"
#include "generation/plan/start_settings.hpp"

/// Decides what a reload does, by comparing the plan that runs with the next one.
namespace yak::generation {

enum class InstanceFate : std::uint8_t {
  carried_over,  ///< the running instance also serves the next generation
  built_anew,    ///< built and started while its predecessor, if any, still runs
  handed_over,   ///< as built_anew, but its predecessors end receiving before it starts
  retired,       ///< not in the next plan; stopped with the last generation that has it
};

/// `carried over`, `built anew`, `handed over`, `retired`.
[[nodiscard]] std::string_view to_string(InstanceFate fate) noexcept;

struct InstanceChange {
  std::string title;  ///< see title_of
  std::string path;   ///< `channels.whatsapp`
  InstanceFate fate = InstanceFate::built_anew;
  std::string reason;  ///< `changed: token, webhook_path`; empty if carried over
  /// If handed over: the names of the running channels that end receiving before it starts. A new
  /// channel may have the account of any removed channel of its plugin.
  std::vector<std::string> predecessors;
};

enum class SettingFate : std::uint8_t {
  applied,        ///< in effect once the next generation serves
  needs_restart,  ///< the process keeps its old value; the reload proceeds
  refused,        ///< fails the reload
};

struct SettingChange {
  std::string key;  ///< `server.listen`, `store.path`
  SettingFate fate = SettingFate::applied;
  std::string what;  ///< description of a changed plugin, or why it is refused; else empty
};

/// What the plans do not show. Instances are named by their titles.
struct DiffFacts {
  std::set<std::string> receives_alone;  ///< running channels; see Capabilities::receives_alone
  bool same_prices = true;               ///< the prices of models, which are read from a file
};

struct PlanDiff {
  /// Providers, middleware and channels of the next plan in its order, then the retired instances.
  /// The store is a setting: a running process keeps it.
  std::vector<InstanceChange> instances;
  std::vector<SettingChange> settings;
  bool replaces_http = false;   ///< the next generation needs another HTTP client
  bool keeps_commands = false;  ///< the command table is carried over
  bool keeps_router = false;    ///< the model router is carried over

  /// The change of an instance of the next plan.
  [[nodiscard]] const InstanceChange& of(const config::Instance& instance) const;
};

/// `channel whatsapp`.
[[nodiscard]] std::string title_of(const config::Instance& instance);

/// Compares two valid plans. `before` is null for the first generation; `started` has the settings
/// of the process. An instance is carried over if its inputs are unchanged: its plugin's library,
/// its settings, the HTTP client, the public URL, and if it uses them, the commands. Pure.
[[nodiscard]] PlanDiff plan_diff(const Plan* before, const Plan& after,
                                 const StartSettings& started, const DiffFacts& facts);

/// Returns the settings of `plan` that differ from those of the process and take effect only when
/// it restarts, also those of earlier reloads. Compares effective values, not the text of the file.
[[nodiscard]] std::vector<SettingChange> restart_settings(const StartSettings& started,
                                                          const Plan& plan);

}  // namespace yak::generation
