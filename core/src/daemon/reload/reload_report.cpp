// SPDX-License-Identifier: Apache-2.0
#include "daemon/reload/reload_report.hpp"

#include <algorithm>

#include "config/changes.hpp"
#include "yak/text_format.hpp"

namespace yak::daemon {
namespace {

using Outcome = ReloadedKey::Outcome;
using config::InstanceKind;

constexpr const char* kRestart = "restart Yak to apply it";
const std::string kStore = "store";
const std::string kStorePlugin = "store.plugin";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

const generation::PlannedInstance* find(const generation::Plan& plan,
                                        const generation::Generation::InstanceLine& line) {
  for (const generation::PlannedInstance& planned : plan.instances) {
    if (config::to_string(planned.instance.kind) == line.kind &&
        planned.instance.name == line.name) {
      return &planned;
    }
  }
  return nullptr;
}

std::string why_built(const generation::PlannedInstance* before,
                      const generation::PlannedInstance& after) {
  if (before == nullptr) return "new";
  if (before->plugin != after.plugin) return generation::plugin_change(*before, after);
  const auto keys = generation::changed_keys(*before, after);
  if (!keys.empty()) return "changed: " + joined(keys);
  return "rebuilt: something that it depends on has changed";
}

/// Changed keys of the core and of the store.
std::vector<std::string> changed_outside(const generation::Plan& before,
                                         const generation::Plan& after) {
  auto keys = config::changed_keys(before.config.core_settings(), after.config.core_settings());
  const generation::PlannedInstance& was = *before.of(InstanceKind::store).front();
  for (const std::string& key :
       generation::changed_keys(was, *after.of(InstanceKind::store).front())) {
    keys.push_back("store." + key);
  }
  return keys;
}

void compare_outside(const generation::Plan& before, const generation::Plan& after,
                     const std::vector<generation::WaitingKey>& waiting,
                     std::vector<ReloadedKey>& keys) {
  const auto waits = [&waiting](const std::string& key) {
    // A change of the store's plugin is reported under the key `store`.
    const std::string& said = key == kStorePlugin ? kStore : key;
    return std::ranges::find(waiting, said, &generation::WaitingKey::key) != waiting.end();
  };
  for (const std::string& key : changed_outside(before, after)) {
    if (!waits(key)) keys.push_back({key, Outcome::applied, ""});
  }
  for (const generation::WaitingKey& key : waiting) {
    keys.push_back(
        {key.key, Outcome::rejected, key.what + (key.what.empty() ? "" : ": ") + kRestart});
  }
}

void compare_instances(const generation::Generation& before, const generation::Generation& after,
                       std::vector<ReloadedKey>& keys) {
  for (const auto& line : after.lines()) {
    if (line.carried) {
      keys.push_back({line.path, Outcome::carried, ""});
      continue;
    }
    const generation::PlannedInstance& planned = *find(after.plan(), line);
    keys.push_back({line.path, Outcome::applied, why_built(find(before.plan(), line), planned)});
  }
  for (const auto& line : before.lines()) {
    if (find(after.plan(), line) == nullptr) {
      keys.push_back({line.path, Outcome::applied, "removed"});
    }
  }
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::applied: return "applied";
    case Outcome::carried: return "carried";
    case Outcome::rejected: return "rejected";
  }
  return "applied";
}

std::vector<ReloadedKey> compare(const generation::Generation& before,
                                 const generation::Generation& after,
                                 const generation::KeptSettings& kept) {
  std::vector<ReloadedKey> keys;
  compare_outside(before.plan(), after.plan(), kept.waiting(after.plan()), keys);
  compare_instances(before, after, keys);
  return keys;
}

std::string sentence_of(const ReloadReport& report) {
  if (!report.applied) {
    std::string text = "The configuration was not applied; generation " +
                       std::to_string(report.generation) + " still serves.";
    for (const config::Problem& problem : report.problems) text += "\n" + to_string(problem);
    return text;
  }
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(report.keys, outcome, &ReloadedKey::outcome);
  };
  std::string text = "Generation " + std::to_string(report.generation) +
                     " serves now: " + format_count(count(Outcome::applied), "change") +
                     " applied, " + format_count(count(Outcome::carried), "instance") +
                     " carried over.";
  for (const ReloadedKey& key : report.keys) {
    if (key.outcome == Outcome::rejected) text += "\n" + key.key + ": " + key.why;
  }
  return text;
}

}  // namespace yak::daemon
