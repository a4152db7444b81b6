// SPDX-License-Identifier: Apache-2.0
#include "generation/carry_over.hpp"

#include <algorithm>

#include "config/changes.hpp"
namespace yak::generation {
namespace {

std::string key_of(const config::Instance& instance) {
  return std::string(config::to_string(instance.kind)) + ' ' + instance.name;
}

const PlannedInstance* find(const Plan& plan, const config::Instance& instance) {
  for (const PlannedInstance* planned : plan.of(instance.kind)) {
    if (planned->instance.name == instance.name) return planned;
  }
  return nullptr;
}

bool same_instance(const PlannedInstance& before, const PlannedInstance& after) {
  return before.plugin == after.plugin && config::same(before.settings, after.settings) &&
         config::same(before.instance.common, after.instance.common);
}

bool same_channels(const std::vector<ChannelInfo>& before, const std::vector<ChannelInfo>& after) {
  return std::ranges::equal(before, after, [](const ChannelInfo& one, const ChannelInfo& other) {
    return one.name == other.name && one.plugin == other.plugin &&
           one.allow_from == other.allow_from && one.people.read == other.people.read &&
           one.people.admits_itself == other.people.admits_itself;
  });
}

}  // namespace

CarryOver::CarryOver(const Generation* before, const Plan& plan, const InstanceDependencies& core,
                     const std::vector<ChannelInfo>& channels, bool fresh_commands)
    : before_(before), plan_(plan) {
  // Every instance has a reference to the HTTP client and may have read the public URL.
  const bool same_core = before != nullptr && before->core_.http == core.http &&
                         before->core_.public_url == core.public_url;
  if (!same_core) {
    before_ = nullptr;
    return;
  }
  keep_what_is_same(channels);
  settle_commands(fresh_commands);
}

template <class Visit>
void CarryOver::for_each(Visit visit) const {
  for (const auto& [name, built] : before_->channels_) visit(built);
  for (const auto& [name, built] : before_->providers_) visit(built);
  for (const auto& built : before_->middleware_) visit(built);
}

template <class Kind>
void CarryOver::consider(const BuiltInstancePtr<Kind>& built, bool same_channels) {
  const PlannedInstance* next = find(plan_, built->planned.instance);
  if (next == nullptr || !same_instance(built->planned, *next)) return;
  if (built->context->depends_on_channels() && !same_channels) return;
  kept_.insert(key_of(next->instance));
}

void CarryOver::keep_what_is_same(const std::vector<ChannelInfo>& channels) {
  const bool same = same_channels(before_->building_.channels, channels);
  for_each([&](const auto& built) { consider(built, same); });
}

template <class Kind>
void CarryOver::drop_users_of_commands(const BuiltInstancePtr<Kind>& built) {
  if (built->context->uses_commands()) kept_.erase(key_of(built->planned.instance));
}

void CarryOver::settle_commands(bool fresh_commands) {
  bool all_are_kept = !fresh_commands;
  for_each([&](const auto& built) {
    if (!built->context->uses_commands()) return;
    all_are_kept = all_are_kept && kept_.contains(key_of(built->planned.instance));
  });
  if (all_are_kept) {
    commands_ = before_->building_.commands;
  } else {
    for_each([&](const auto& built) { drop_users_of_commands(built); });
  }
}

bool CarryOver::keeps(const PlannedInstance& planned) const {
  return kept_.contains(key_of(planned.instance));
}

BuiltInstancePtr<Channel> CarryOver::channel(const PlannedInstance& planned) const {
  return keeps(planned) ? before_->channels_.at(planned.instance.name) : nullptr;
}

BuiltInstancePtr<Provider> CarryOver::provider(const PlannedInstance& planned) const {
  return keeps(planned) ? before_->providers_.at(planned.instance.name) : nullptr;
}

BuiltInstancePtr<Middleware> CarryOver::middleware(const PlannedInstance& planned) const {
  if (!keeps(planned)) return nullptr;
  const auto found = std::ranges::find_if(before_->middleware_, [&](const auto& built) {
    return built->planned.instance.name == planned.instance.name;
  });
  return found == before_->middleware_.end() ? nullptr : *found;
}

std::shared_ptr<models::ModelRouter> CarryOver::models(const models::Prices& prices) const {
  if (before_ == nullptr) return nullptr;
  const auto providers = plan_.of(config::InstanceKind::provider);
  if (providers.size() != before_->providers_.size()) return nullptr;
  if (!std::ranges::all_of(providers, [&](const auto* planned) { return keeps(*planned); })) {
    return nullptr;
  }
  const config::Config& then = before_->plan().config;
  const config::Config& now = plan_.config;
  const bool same_options =
      then.core().assistant == now.core().assistant && before_->models_->prices() == prices;
  return same_options ? before_->models_ : nullptr;
}

}  // namespace yak::generation
