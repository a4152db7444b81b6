// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/instance_context.hpp"

#include <functional>

#include "base/async/marking_executor.hpp"

namespace yak::generation {

InstanceContext::InstanceContext(const PlannedInstance& planned, const InstanceDependencies& core,
                                 GenerationRoutes& routes)
    : instance_(planned.instance.name),
      label_(base::label_of(instance_, planned.plugin->name)),
      core_(core),
      keys_(core.store.kv(std::string(config::to_string(planned.instance.kind)) + "/" + instance_)),
      allow_from_(allow_from_of(planned)),
      log_(core.log_sink, instance_),
      home_(std::hash<std::string>{}(instance_) % core.loops.size()),
      tasks_({core.loops.loop(home_), log_, core.clock, core.random, core.metrics}, label_),
      routes_(routes.open, label_, core.log),
      admin_routes_(routes.admin, label_, core.log) {}

Executor InstanceContext::executor() {
  return base::marking_executor(core_.loops.loop(home_), label_, "background");
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

void InstanceContext::close_routes() {
  routes_.close();
  admin_routes_.close();
}

result<void> InstanceContext::add_routes_to(GenerationRoutes& routes) const {
  auto added = routes_.add_to(routes.open);
  return added ? admin_routes_.add_to(routes.admin) : added;
}

}  // namespace yak::generation
