// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_admission.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace yak::doctor {
namespace {

using config::InstanceKind;
using Level = Diagnosis::Level;

/// What the rate_limit middlewares of the chain bound.
struct Bounds {
  bool messages = false;
  bool money = false;
};

Bounds bounds_of(const generation::Plan& plan) {
  const auto has_one = [](const Settings& settings, const auto& keys) {
    return std::ranges::any_of(keys, [&](const char* key) { return settings.has(key); });
  };
  constexpr std::array<const char*, 3> kMessages{"per_user", "per_channel", "global"};
  constexpr std::array<const char*, 2> kMoney{"tokens_per_day", "cost_per_day_usd"};
  Bounds bounds;
  for (const generation::PlannedInstance* planned : plan.of(InstanceKind::middleware)) {
    if (planned->instance.plugin != "rate_limit") continue;
    bounds.messages = bounds.messages || has_one(planned->settings, kMessages);
    bounds.money = bounds.money || has_one(planned->settings, kMoney);
  }
  return bounds;
}

Diagnosis open_to_all(const std::string& name, const Bounds& bounds) {
  const std::string what = "allow_from of " + name;
  const std::string open = "everybody is admitted";
  if (bounds.messages && bounds.money) return {Level::ok, what, open + ", within limits"};
  const char* missing = bounds.messages ? "no budget"
                        : bounds.money  ? "no message limit"
                                        : "no message limit and no budget";
  return {Level::warn, what, open + ", and there is " + missing + " for one person",
          "set per_user and cost_per_day_usd (or tokens_per_day) of the rate_limit middleware, or "
          "list people in allow_from"};
}

}  // namespace

std::vector<Diagnosis> diagnose_admission(const generation::Plan& plan) {
  const Bounds bounds = bounds_of(plan);
  std::vector<Diagnosis> diagnoses;
  for (const generation::PlannedInstance* planned : plan.of(InstanceKind::channel)) {
    // The permissions of the admin socket decide who can use the console.
    if (planned->instance.plugin == "console") continue;
    const std::vector<std::string> all = planned->instance.common.texts("allow_from");
    if (std::ranges::find(all, "*") == all.end()) continue;
    diagnoses.push_back(open_to_all(planned->instance.name, bounds));
  }
  return diagnoses;
}

}  // namespace yak::doctor
