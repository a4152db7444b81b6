// SPDX-License-Identifier: Apache-2.0
#include "daemon/reload/reload_report.hpp"

#include <algorithm>

#include "yak/text/text_format.hpp"

namespace yak::daemon {
namespace {

using Outcome = ReloadedKey::Outcome;
using generation::InstanceFate;
using generation::SettingFate;

constexpr const char* kRestart = "restart Yak to apply it";

ReloadedKey key_of(const generation::SettingChange& change) {
  if (change.fate == SettingFate::applied) return {change.key, Outcome::applied, ""};
  return {change.key, Outcome::rejected,
          change.what + (change.what.empty() ? "" : ": ") + kRestart};
}

ReloadedKey key_of(const generation::InstanceChange& change) {
  const bool is_carried = change.fate == InstanceFate::carried_over;
  return {change.path, is_carried ? Outcome::carried : Outcome::applied, change.reason};
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

std::vector<ReloadedKey> reloaded_keys(const generation::PlanDiff& diff) {
  std::vector<ReloadedKey> keys;
  keys.reserve(diff.settings.size() + diff.instances.size());
  for (const auto& change : diff.settings) keys.push_back(key_of(change));
  for (const auto& change : diff.instances) keys.push_back(key_of(change));
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
