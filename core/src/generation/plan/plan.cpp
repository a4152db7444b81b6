// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/plan.hpp"

namespace yak::generation {
namespace {

using config::InstanceKind;

}  // namespace

std::vector<const PlannedInstance*> Plan::of(InstanceKind kind) const {
  std::vector<const PlannedInstance*> found;
  for (const PlannedInstance& planned : instances) {
    if (planned.instance.kind == kind) found.push_back(&planned);
  }
  return found;
}

std::vector<ChannelInfo> channels_of(const Plan& plan) {
  std::vector<ChannelInfo> channels;
  for (const PlannedInstance* planned : plan.of(InstanceKind::channel)) {
    ChannelInfo info;
    info.name = planned->instance.name;
    info.plugin = planned->instance.plugin;
    info.allow_from = allow_from_of(*planned);
    info.people = planned->plugin->people;
    channels.push_back(std::move(info));
  }
  return channels;
}

std::vector<std::string> allow_from_of(const PlannedInstance& planned) {
  if (planned.instance.kind != InstanceKind::channel) return {};
  return planned.instance.common.texts("allow_from");
}

bool uses_commands(const PlannedInstance& planned) {
  return planned.instance.kind == InstanceKind::middleware &&
         std::holds_alternative<CommandMiddlewareFactory>(planned.plugin->middleware->factory);
}

const Schema* schema_of(const plugins::Plugin& plugin, InstanceKind kind) {
  switch (kind) {
    case InstanceKind::store: return plugin.store ? &plugin.store->schema : nullptr;
    case InstanceKind::channel: return plugin.channel ? &plugin.channel->schema : nullptr;
    case InstanceKind::provider: return plugin.provider ? &plugin.provider->schema : nullptr;
    case InstanceKind::middleware: return plugin.middleware ? &plugin.middleware->schema : nullptr;
  }
  return nullptr;
}

}  // namespace yak::generation
