#include "runtime/instance_context.hpp"

#include <functional>
#include <stdexcept>

namespace yak::runtime {

InstanceContext::InstanceContext(std::string instance, const CoreServices& core,
                                 const SharedByInstances& shared)
    : instance_(std::move(instance)),
      core_(core),
      shared_(shared),
      log_(core.log_sink, instance_),
      home_(std::hash<std::string>{}(instance_) % core.loops.size()),
      tasks_(core.loops.loop(home_), log_) {}

Executor InstanceContext::executor() { return core_.loops.loop(home_).get_executor(); }

Models& InstanceContext::models() {
  if (shared_.models == nullptr) {
    throw std::logic_error("models() is not there while providers are built");
  }
  return *shared_.models;
}

void InstanceContext::spawn(std::string name, task<void> work) {
  tasks_.spawn(std::move(name), std::move(work));
}

task<void> InstanceContext::stop() {
  stopping_ = true;
  co_await tasks_.stop();
}

}  // namespace yak::runtime
