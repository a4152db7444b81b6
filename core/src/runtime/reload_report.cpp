#include "runtime/reload_report.hpp"

#include <algorithm>
#include <array>

#include "config/changes.hpp"
#include "yak/words.hpp"

namespace yak::runtime {
namespace {

using Outcome = ReloadedKey::Outcome;
using config::InstanceKind;

/// What stays as it is until a restart: every loop has its conversations, and the command line
/// knows where the socket is.
constexpr std::array<std::string_view, 2> kFixed{"admin.socket", "server.threads"};
constexpr const char* kRestart = "restart Yak to apply it";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

const PlannedInstance* find(const Plan& plan, const Generation::InstanceLine& line) {
  for (const PlannedInstance& planned : plan.instances) {
    if (config::to_string(planned.instance.kind) == line.kind &&
        planned.instance.name == line.name) {
      return &planned;
    }
  }
  return nullptr;
}

std::vector<std::string> changes_of(const PlannedInstance& before, const PlannedInstance& after) {
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

std::string why_built(const PlannedInstance* before, const PlannedInstance& after) {
  if (before == nullptr) return "new";
  if (before->plugin != after.plugin) return plugin_change(*before, after);
  const auto keys = changes_of(*before, after);
  if (!keys.empty()) return "changed: " + joined(keys);
  return "built anew: something that it depends on has changed";
}

void compare_core(const Plan& before, const Plan& after, std::vector<ReloadedKey>& keys) {
  for (const std::string& key : config::changed_keys(before.config.core(), after.config.core())) {
    const bool fixed = std::ranges::find(kFixed, key) != kFixed.end();
    keys.push_back({key, fixed ? Outcome::rejected : Outcome::applied, fixed ? kRestart : ""});
  }
}

void compare_store(const Plan& before, const Plan& after, std::vector<ReloadedKey>& keys) {
  const PlannedInstance& was = *before.of(InstanceKind::store).front();
  const PlannedInstance& is = *after.of(InstanceKind::store).front();
  if (was.plugin != is.plugin) {
    keys.push_back({"store", Outcome::rejected, plugin_change(was, is) + ": " + kRestart});
  }
  for (const std::string& key : changes_of(was, is)) {
    if (key != "plugin") keys.push_back({"store." + key, Outcome::rejected, kRestart});
  }
}

void compare_instances(const Generation& before, const Generation& after,
                       std::vector<ReloadedKey>& keys) {
  for (const auto& line : after.lines()) {
    if (line.carried) {
      keys.push_back({line.path, Outcome::carried, ""});
      continue;
    }
    const PlannedInstance& planned = *find(after.plan(), line);
    keys.push_back({line.path, Outcome::applied, why_built(find(before.plan(), line), planned)});
  }
  for (const auto& line : before.lines()) {
    if (find(after.plan(), line) == nullptr) {
      keys.push_back({line.path, Outcome::applied, "ended"});
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

std::vector<ReloadedKey> compare(const Generation& before, const Generation& after) {
  std::vector<ReloadedKey> keys;
  compare_core(before.plan(), after.plan(), keys);
  compare_store(before.plan(), after.plan(), keys);
  compare_instances(before, after, keys);
  return keys;
}

std::string sentence_of(const ReloadReport& report) {
  if (!report.applied) {
    std::string text = "The configuration was not applied; generation " +
                       std::to_string(report.generation) + " goes on.";
    for (const config::Problem& problem : report.problems) text += "\n" + to_string(problem);
    return text;
  }
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(report.keys, outcome, &ReloadedKey::outcome);
  };
  std::string text = "Generation " + std::to_string(report.generation) +
                     " serves now: " + count_of(count(Outcome::applied), "change") + " applied, " +
                     count_of(count(Outcome::carried), "instance") + " carried over.";
  for (const ReloadedKey& key : report.keys) {
    if (key.outcome == Outcome::rejected) text += "\n" + key.key + ": " + key.why;
  }
  return text;
}

}  // namespace yak::runtime
