// SPDX-License-Identifier: Apache-2.0
#include "generation/generation.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>

#include "base/async/deadline.hpp"
#include "base/exception_text.hpp"
#include "base/user_key.hpp"

namespace yak::generation {
namespace asio = boost::asio;
namespace {

/// A service that does not tell its credits by then counts as failed.
constexpr std::chrono::seconds kCreditsLimit{10};

/// Awaits a plugin's method; an exception becomes a failure.
template <class Start>
auto guarded(Start start) -> decltype(start()) {
  std::string thrown;
  try {
    co_return co_await start();
  } catch (...) {
    thrown = base::exception_text();
  }
  co_return error(ErrorKind::internal, "it threw: " + thrown);
}

task<result<void>> stop_and_forget(auto& instance) {
  auto stop = [&instance]() -> task<result<void>> {
    co_await instance.stop();
    co_return result<void>();
  };
  co_return co_await guarded(std::move(stop));
}

}  // namespace

Generation::Generation(std::shared_ptr<const Plan> plan, const InstanceDependencies& core,
                       std::uint64_t number)
    : plan_(std::move(plan)), core_(core), number_(number), channel_infos_(channels_of(*plan_)) {}

// Channels and middleware may use providers and the router, so they are destroyed first. By then
// nothing may refer to them.
Generation::~Generation() {
  pipeline_.reset();
  channels_.clear();
  middleware_.clear();
  models_.reset();
  providers_.clear();
}

template <class Kind>
task<result<void>> Generation::start_one(BuiltInstance<Kind>& built, const Progress& progress,
                                         config::Problems& problems) {
  if (built.started) co_return result<void>();
  const config::Instance& instance = built.planned.instance;
  progress("starting " + instance.path);
  built.started = true;  // It must be stopped even if start() fails.
  const base::ActivityScope activity(built.context->label(), "start");
  auto started = co_await guarded([&] { return built.instance->start(); });
  if (!started) {
    problems.add(instance.plugin_position, instance.path, started.error().message);
  }
  co_return started;
}

task<result<void>> Generation::start_models(const Progress& progress, config::Problems& problems) {
  // A router that is carried over is in use.
  if (models_are_carried_) co_return result<void>();
  progress("starting the model router");
  const std::unique_ptr<KeyValue> user_keys = core_.store.kv(base::kUserKeySpace);
  auto started = co_await models_->start(*user_keys);
  if (!started) {
    problems.add(plan_->config.position("assistant"), "assistant", started.error().message);
  }
  co_return started;
}

task<result<void>> Generation::start(const Progress& progress, config::Problems& problems) {
  for (auto& [name, built] : providers_) {
    auto started = co_await start_one(*built, progress, problems);
    if (!started) co_return started;
  }
  auto routing = co_await start_models(progress, problems);
  if (!routing) co_return routing;
  for (const auto& built : middleware_) {
    auto started = co_await start_one(*built, progress, problems);
    if (!started) co_return started;
  }
  co_return result<void>();
}

task<result<void>> Generation::end_predecessors(const std::string& name,
                                                const BuiltInstance<Channel>& built,
                                                const Progress& progress,
                                                config::Problems& problems) {
  const auto found = predecessors_.find(name);
  if (found == predecessors_.end()) co_return result<void>();
  const config::Instance& instance = built.planned.instance;
  progress("handing over " + instance.path);
  for (const auto& running : found->second) {
    auto ended = co_await guarded([&] { return hand_over_->end_receiving(running); });
    if (ended) continue;
    problems.add(instance.plugin_position, instance.path,
                 "the running instance did not hand over: " + ended.error().message);
    co_return ended;
  }
  co_return result<void>();
}

task<result<void>> Generation::start_channel(const std::string& name, BuiltInstance<Channel>& built,
                                             const Progress& progress, config::Problems& problems) {
  const bool is_new = !built.started;
  auto ended = co_await end_predecessors(name, built, progress, problems);
  if (!ended) co_return ended;
  auto started = co_await start_one(built, progress, problems);
  if (started && is_new) started = read_capabilities(built, problems);
  co_return started;
}

result<void> Generation::read_capabilities(BuiltInstance<Channel>& built,
                                           config::Problems& problems) {
  const base::MarkedCall call(built.context->label(), "capabilities");
  try {
    built.capabilities = built.instance->capabilities();
    return {};
  } catch (...) {
    const config::Instance& instance = built.planned.instance;
    const std::string problem = "capabilities() threw: " + base::exception_text();
    problems.add(instance.plugin_position, instance.path, problem);
    return error(ErrorKind::internal, problem);
  }
}

task<result<void>> Generation::start_channels(const Progress& progress,
                                              config::Problems& problems) {
  for (const bool are_handed_over : {false, true}) {
    for (auto& [name, built] : channels_) {
      if (predecessors_.contains(name) != are_handed_over) continue;
      auto started = co_await start_channel(name, *built, progress, problems);
      if (!started) co_return started;
    }
  }
  co_return result<void>();
}

template <class Visit>
void Generation::for_each(Visit visit) const {
  for (const auto& [name, built] : providers_) visit(*built);
  for (const auto& built : middleware_) visit(*built);
  for (const auto& [name, built] : channels_) visit(*built);
}

void Generation::finish() {
  for_each([](const auto& built) { built.context->close_routes(); });
  routes_.freeze();
  predecessors_.clear();
}

void Generation::add_facts(DiffFacts& facts) const {
  for (const auto& [name, built] : channels_) {
    if (!built->capabilities.receives_alone) continue;
    facts.receives_alone.insert(title_of(built->planned.instance));
  }
}

template <class Kind>
task<void> Generation::stop_one(const BuiltInstancePtr<Kind>& built) {
  // Another generation uses the instance. The count cannot race: generations are stopped one after
  // the other, and a new one is only built from the newest.
  if (built.use_count() > 1) co_return;
  if (std::exchange(built->started, false)) {
    const base::ActivityScope activity(built->context->label(), "stop");
    const auto stopped = co_await stop_and_forget(*built->instance);
    if (!stopped) {
      core_.log.error("an instance did not stop cleanly",
                      {{"instance", built->context->instance()},
                       {"kind", config::to_string(built->planned.instance.kind)},
                       {"reason", stopped.error().message}});
    }
  }
  auto& home = core_.loops.loop(built->context->home());
  co_await asio::co_spawn(home, built->context->stop(), asio::use_awaitable);
}

task<void> Generation::stop() {
  for (auto& [name, built] : channels_) co_await stop_one(built);
  for (auto& built : middleware_) co_await stop_one(built);
  for (auto& [name, built] : providers_) co_await stop_one(built);
  predecessors_.clear();
  co_await hand_over_->take_back();
}

BuiltInstancePtr<Channel> Generation::channel(const std::string& name) const {
  const auto found = channels_.find(name);
  return found == channels_.end() ? nullptr : found->second;
}

BuiltInstancePtr<Provider> Generation::provider(const std::string& name) const {
  const auto found = providers_.find(name);
  return found == providers_.end() ? nullptr : found->second;
}

BuiltInstancePtr<Middleware> Generation::middleware(const std::string& name) const {
  const auto found = std::ranges::find_if(
      middleware_, [&name](const auto& built) { return built->planned.instance.name == name; });
  return found == middleware_.end() ? nullptr : *found;
}

bool Generation::fill_lease(const std::string& name, delivery::ChannelLease& lease) const {
  const auto found = channels_.find(name);
  if (found == channels_.end()) return false;
  lease.channel = found->second->instance.get();
  lease.capabilities = found->second->capabilities;
  lease.price = found->second->planned.price;
  const Settings& common = found->second->planned.instance.common;
  lease.max_parts = static_cast<std::size_t>(common.integer("max_parts"));
  lease.label = found->second->context->label();
  return true;
}

std::map<std::string, std::string> Generation::troubles() const {
  std::map<std::string, std::string> all;
  for_each([&all](const auto& built) {
    auto trouble = built.context->trouble();
    if (trouble) all.emplace(title_of(built.planned.instance), *std::move(trouble));
  });
  return all;
}

std::vector<std::string> Generation::channel_names() const {
  std::vector<std::string> names;
  names.reserve(channels_.size());
  for (const auto& [name, built] : channels_) names.push_back(name);
  return names;
}

task<std::vector<std::string>> Generation::credits() const {
  std::vector<std::string> lines;
  auto ask = [this, &lines](const std::string& name, const auto& built) -> task<void> {
    const base::ActivityScope activity(built->context->label(), "credits");
    auto query = [&built] { return built->instance->credits(); };
    const MonotonicTime limit = core_.clock.monotonic() + kCreditsLimit;
    const auto credits =
        co_await base::with_deadline(core_.clock, limit, "credits", guarded(std::move(query)));
    if (credits) {
      lines.push_back(credits->summary);
    } else if (credits.error().kind != ErrorKind::unsupported) {
      lines.push_back(name + ": could not be queried (" +
                      std::string(to_string(credits.error().kind)) + ")");
      core_.log.warn("the credits of an instance could not be queried",
                     {{"instance", name},
                      {"kind", config::to_string(built->planned.instance.kind)},
                      {"reason", credits.error().message}});
    }
  };
  for (const auto& [name, built] : channels_) co_await ask(name, built);
  for (const auto& [name, built] : providers_) co_await ask(name, built);
  co_return lines;
}

std::vector<std::shared_ptr<void>> Generation::forget(const Person& person) const {
  std::vector<std::shared_ptr<void>> forgetting;
  for (const auto& built : middleware_) {
    const base::MarkedCall call(built->context->label(), "forget");
    try {
      forgetting.push_back(built->instance->forget(person));
    } catch (...) {
      core_.log.error("an instance threw when asked to forget a person",
                      {{"instance", built->context->instance()},
                       {"plugin", built->planned.plugin->name},
                       {"reason", base::exception_text()}});
    }
  }
  return forgetting;
}

}  // namespace yak::generation
