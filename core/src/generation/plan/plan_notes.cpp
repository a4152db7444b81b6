// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/plan_notes.hpp"

#include <algorithm>

#include "config/instances.hpp"

namespace yak::generation {
namespace {

bool admits_anyone(const PlannedInstance& planned) {
  if (planned.plugin->people.admits_itself) return true;
  const std::vector<std::string> entries = planned.instance.common.texts("allow_from");
  return std::ranges::any_of(entries, [&](const std::string& entry) {
    if (entry == "*") return true;
    const auto read = read_address(planned.plugin->people.read, entry);
    return read && !read->empty();
  });
}

}  // namespace

std::vector<PlanNote> nobody_admitted(const Plan& plan) {
  std::vector<PlanNote> notes;
  for (const PlannedInstance* planned : plan.of(config::InstanceKind::channel)) {
    if (admits_anyone(*planned)) continue;
    const std::string& name = planned->instance.name;
    notes.push_back({planned->instance.path + ".allow_from",
                     "no sender is admitted on " + name + ": allow_from is empty",
                     "add addresses to channels." + name +
                         ".allow_from, or admit refused senders one by one (yak access pending)"});
  }
  return notes;
}

std::vector<std::string> layers_left_out(const Plan& plan) {
  std::vector<std::string> missing;
  for (const std::string_view plugin : config::default_chain()) {
    const auto& instances = plan.config.instances();
    const bool is_listed = std::ranges::any_of(instances, [&](const config::Instance& instance) {
      return instance.kind == config::InstanceKind::middleware && instance.plugin == plugin;
    });
    if (!is_listed) missing.emplace_back(plugin);
  }
  return missing;
}

}  // namespace yak::generation
