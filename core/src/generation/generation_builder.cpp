// SPDX-License-Identifier: Apache-2.0
#include "generation/generation_builder.hpp"

#include "generation/assistant_options.hpp"

namespace yak::generation {
namespace {

using config::InstanceKind;

AdminAccess admin_access(const Plan& plan) {
  const config::AdminConfig& admin = plan.config.core().admin;
  AdminAccess access;
  if (admin.token) access.token = *admin.token;
  access.hosts = admin.hosts;
  // Requests may use the name that `listen` contains.
  if (admin.listen) access.hosts.push_back(*admin.listen);
  return access;
}

}  // namespace

std::unique_ptr<Generation> Generation::build(std::shared_ptr<const Plan> plan,
                                              const InstanceDependencies& core,
                                              const Generation* before, bool fresh_commands,
                                              const Progress& progress,
                                              config::Problems& problems) {
  return Builder({std::move(plan), core, before, fresh_commands, progress, problems}).build();
}

Generation::Builder::Builder(const Order& order)
    : order_(order),
      generation_(new Generation(order.plan, order.core,
                                 order.before == nullptr ? 1 : order.before->number() + 1)),
      carry_(order.before, *order.plan, order.core, channels_of(*order.plan),
             order.fresh_commands) {
  InstanceBuild& building = generation_->building_;
  building.channels = channels_of(*order.plan);
  building.commands = carry_.commands();
  building.commands_are_carried = building.commands != nullptr;
  if (!building.commands) building.commands = std::make_shared<CommandTable>();
}

std::unique_ptr<Generation> Generation::Builder::build() {
  const std::size_t before = order_.problems.size();
  add_core_routes();
  build_providers();
  if (order_.problems.size() == before) build_router();
  build_middleware();
  build_channels();
  if (order_.problems.size() != before) return nullptr;
  build_pipeline();
  return std::move(generation_);
}

void Generation::Builder::add_core_routes() {
  const auto added = order_.core.routes.add_to(generation_->routes_, admin_access(*order_.plan));
  if (!added) order_.problems.add({}, "", added.error().message);
}

template <class Kind>
BuiltInstancePtr<Kind> Generation::Builder::take_over(const PlannedInstance& planned,
                                                      BuiltInstancePtr<Kind> carried) {
  const auto added = carried->context->add_routes_to(generation_->routes_);
  if (!added) report(planned, added.error().message);
  describe(planned, true);
  return carried;
}

template <class Kind, class Factory>
BuiltInstancePtr<Kind> Generation::Builder::make(const PlannedInstance& planned,
                                                 BuiltInstancePtr<Kind> carried, Factory factory) {
  if (carried) return take_over(planned, std::move(carried));
  order_.progress("building " + planned.instance.path);
  auto built = std::make_shared<BuiltInstance<Kind>>(planned);
  built->context = std::make_unique<InstanceContext>(config::to_string(planned.instance.kind),
                                                     planned.instance.name, planned.plugin->name,
                                                     order_.core, generation_->building_);
  const base::MarkedCall call(built->context->label(), "build");
  try {
    auto instance = factory(*built->context, planned.settings);
    if (instance && *instance) {
      built->instance = std::move(*instance);
      describe(planned, false);
      return built;
    }
    report(planned, instance ? "the plugin's factory returned null" : instance.error().message);
  } catch (const std::exception& failure) {
    report(planned, std::string("the plugin's factory threw: ") + failure.what());
  } catch (...) {
    report(planned, "the plugin's factory threw something that is no std::exception");
  }
  return nullptr;
}

void Generation::Builder::describe(const PlannedInstance& planned, bool carried) {
  InstanceLine line;
  line.kind = config::to_string(planned.instance.kind);
  line.name = planned.instance.name;
  line.path = planned.instance.path;
  line.plugin = planned.plugin->name;
  line.version = planned.plugin->version;
  line.carried = carried;
  generation_->lines_.push_back(std::move(line));
}

void Generation::Builder::report(const PlannedInstance& planned, const std::string& message) {
  order_.problems.add(planned.instance.plugin_position, planned.instance.path, message);
}

void Generation::Builder::build_channels() {
  for (const PlannedInstance* planned : order_.plan->of(InstanceKind::channel)) {
    auto built = make(*planned, carry_.channel(*planned), planned->plugin->channel->factory);
    if (built) generation_->channels_.emplace(planned->instance.name, std::move(built));
  }
}

void Generation::Builder::build_providers() {
  for (const PlannedInstance* planned : order_.plan->of(InstanceKind::provider)) {
    auto built = make(*planned, carry_.provider(*planned), planned->plugin->provider->factory);
    if (built) generation_->providers_.emplace(planned->instance.name, std::move(built));
  }
}

void Generation::Builder::build_router() {
  auto prices = read_prices(order_.plan->config);
  if (!prices) {
    order_.problems.add(order_.plan->config.position("prices"), "prices", prices.error().message);
    return;
  }
  generation_->models_ = carry_.models(*prices);
  generation_->models_are_carried_ = generation_->models_ != nullptr;
  if (generation_->models_are_carried_) return;
  std::vector<models::ProviderEntry> entries;
  for (const PlannedInstance* planned : order_.plan->of(InstanceKind::provider)) {
    const auto& built = generation_->providers_.at(planned->instance.name);
    entries.push_back(provider_entry(*planned, *built->instance));
    entries.back().label = built->context->label();
  }
  generation_->models_ =
      make_router(order_.plan->config, std::move(entries), *std::move(prices), order_.core);
}

void Generation::Builder::build_middleware() {
  for (const PlannedInstance* planned : order_.plan->of(InstanceKind::middleware)) {
    auto built = make(*planned, carry_.middleware(*planned), planned->plugin->middleware->factory);
    if (built) generation_->middleware_.push_back(std::move(built));
  }
}

void Generation::Builder::build_pipeline() {
  std::vector<conversation::Pipeline::Layer> layers;
  for (const auto& built : generation_->middleware_) {
    conversation::Pipeline::Layer layer;
    layer.name = built->context->instance();
    layer.middleware = built->instance.get();
    layer.label = built->context->label();
    layer.plugin = built->planned.plugin->name + " " + built->planned.plugin->version;
    layer.path = built->planned.instance.path;
    layers.push_back(std::move(layer));
  }
  auto terminal = [router = generation_->models_.get()](Turn& turn) {
    return answer(*router, turn);
  };
  generation_->pipeline_ = std::make_unique<conversation::Pipeline>(
      std::move(layers), std::move(terminal), order_.core.clock, order_.core.log,
      conversation::AllowList(generation_->building_.channels, order_.plan->named_users));
}

}  // namespace yak::generation
