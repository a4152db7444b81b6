// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/instance_context.hpp"

#include <functional>
#include <stdexcept>

#include "base/marking_executor.hpp"
#include "generation/current_generation.hpp"

namespace yak::generation {

InstanceContext::InstanceContext(std::string_view kind, std::string instance,
                                 const std::string& plugin, const InstanceDependencies& core,
                                 InstanceBuild& building)
    : instance_(std::move(instance)),
      label_(base::label_of(instance_, plugin)),
      core_(core),
      keys_(core.store.kv(std::string(kind) + "/" + instance_)),
      building_(&building),
      log_(core.log_sink, instance_),
      home_(std::hash<std::string>{}(instance_) % core.loops.size()),
      tasks_({core.loops.loop(home_), log_, core.clock, core.random, core.metrics}, label_),
      routes_(building.routes.open, label_),
      admin_routes_(building.routes.admin, label_) {}

Executor InstanceContext::executor() {
  return base::marking_executor(core_.loops.loop(home_), label_, "background");
}

CommandRegistry& InstanceContext::commands() {
  InstanceBuild* const building = building_;
  if (commands_ == nullptr) {
    if (building == nullptr) {
      throw std::logic_error("commands() was not called while '" + instance_ + "' was built");
    }
    building->wants_commands = building->wants_commands || building->commands_are_carried;
    // A carried-over table is in use and must not change. Additions go to a temporary table and are
    // discarded; the generation is built again with fresh commands.
    commands_ =
        building->commands_are_carried ? std::make_shared<CommandTable>() : building->commands;
  }
  return *commands_;
}

std::vector<ChannelInfo> InstanceContext::channels() const {
  const InstanceBuild* const building = building_;
  if (building == nullptr) return core_.newest.channels();
  depends_on_channels_ = true;
  return building->channels;
}

void InstanceContext::spawn(std::string name, std::function<task<void>()> factory,
                            Restart restart) {
  tasks_.spawn(std::move(name), std::move(factory), restart);
}

std::optional<std::string> InstanceContext::trouble() const {
  std::optional<std::string> trouble = tasks_.trouble();
  if (!trouble) return trouble;
  return core_.log_sink.redact(std::move(*trouble));
}

task<void> InstanceContext::stop() {
  stopping_ = true;
  co_await tasks_.stop();
}

void InstanceContext::end_building() {
  routes_.close();
  admin_routes_.close();
  building_ = nullptr;
}

result<void> InstanceContext::add_routes_to(GenerationRoutes& routes) const {
  auto added = routes_.add_to(routes.open);
  return added ? admin_routes_.add_to(routes.admin) : added;
}

}  // namespace yak::generation
