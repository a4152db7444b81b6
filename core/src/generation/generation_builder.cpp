// SPDX-License-Identifier: Apache-2.0
#include "generation/generation_builder.hpp"

#include <variant>

#include "base/exception_text.hpp"
#include "generation/router_build.hpp"
#include "models/chain_end.hpp"

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

/// Calls a middleware's factory with what its parameters name.
struct MiddlewareBuild {
  using Outcome = result<std::unique_ptr<Middleware>>;

  Outcome operator()(MiddlewareFactory factory) const { return factory(context, settings); }
  Outcome operator()(CommandMiddlewareFactory factory) const {
    return factory(context, commands, settings);
  }

  MiddlewareContext& context;
  CommandRegistry& commands;
  Settings settings;
};

}  // namespace

GenerationBuilder::GenerationBuilder(const GenerationInputs& inputs,
                                     const Generation::Progress& progress,
                                     config::Problems& problems)
    : inputs_(inputs),
      progress_(progress),
      problems_(problems),
      generation_(new Generation(inputs.plan, inputs.core,
                                 inputs.before == nullptr ? 1 : inputs.before->number() + 1)) {
  generation_->commands_ =
      inputs.diff.keeps_commands ? inputs.before->commands_ : std::make_shared<CommandTable>();
  generation_->hand_over_ = inputs.hand_over;
}

std::unique_ptr<Generation> GenerationBuilder::build() {
  const std::size_t before = problems_.size();
  add_core_routes();
  build_providers();
  if (problems_.size() == before) build_router();
  build_middleware();
  build_channels();
  if (problems_.size() == before) build_pipeline();
  return std::move(generation_);
}

InstanceFate GenerationBuilder::fate_of(const PlannedInstance& planned) const {
  return inputs_.diff.of(planned.instance).fate;
}

void GenerationBuilder::add_core_routes() {
  const auto added = inputs_.core.routes.add_to(generation_->routes_, admin_access(*inputs_.plan));
  if (!added) problems_.add({}, "", added.error().message);
}

template <class Kind>
BuiltInstancePtr<Kind> GenerationBuilder::take_over(const PlannedInstance& planned,
                                                    BuiltInstancePtr<Kind> running) {
  const auto added = running->context->add_routes_to(generation_->routes_);
  if (!added) report(planned, added.error().message);
  describe(planned, true);
  return running;
}

template <class Kind, class Factory>
BuiltInstancePtr<Kind> GenerationBuilder::make(const PlannedInstance& planned,
                                               BuiltInstancePtr<Kind> running, Factory factory) {
  if (fate_of(planned) == InstanceFate::carried_over) return take_over(planned, std::move(running));
  progress_("building " + planned.instance.path);
  auto built = std::make_shared<BuiltInstance<Kind>>(planned, inputs_.core.clock);
  built->context = std::make_unique<InstanceContext>(planned, inputs_.core, generation_->routes_);
  const base::MarkedCall call(built->context->label(), "build");
  try {
    auto instance = factory(*built->context, planned.settings);
    if (instance && *instance) {
      built->instance = std::move(*instance);
      describe(planned, false);
      return built;
    }
    report(planned, instance ? "the plugin's factory returned null" : instance.error().message);
  } catch (...) {
    report(planned, "the plugin's factory threw: " + base::exception_text());
  }
  return nullptr;
}

void GenerationBuilder::describe(const PlannedInstance& planned, bool carried) {
  Generation::InstanceLine line;
  line.kind = config::to_string(planned.instance.kind);
  line.name = planned.instance.name;
  line.path = planned.instance.path;
  line.plugin = planned.plugin->name;
  line.version = planned.plugin->version;
  line.carried = carried;
  generation_->lines_.push_back(std::move(line));
}

void GenerationBuilder::report(const PlannedInstance& planned, const std::string& message) {
  problems_.add(planned.instance.plugin_position, planned.instance.path, message);
}

void GenerationBuilder::build_channels() {
  for (const PlannedInstance* planned : inputs_.plan->of(InstanceKind::channel)) {
    const std::string& name = planned->instance.name;
    const auto running = inputs_.before ? inputs_.before->channel(name) : nullptr;
    auto built = make(*planned, running, planned->plugin->channel->factory);
    if (!built) continue;
    for (const std::string& before : inputs_.diff.of(planned->instance).predecessors) {
      generation_->predecessors_[name].push_back(inputs_.before->channel(before));
    }
    generation_->channels_.emplace(name, std::move(built));
  }
}

void GenerationBuilder::build_providers() {
  for (const PlannedInstance* planned : inputs_.plan->of(InstanceKind::provider)) {
    const std::string& name = planned->instance.name;
    const auto running = inputs_.before ? inputs_.before->provider(name) : nullptr;
    auto built = make(*planned, running, planned->plugin->provider->factory);
    if (built) generation_->providers_.emplace(name, std::move(built));
  }
}

void GenerationBuilder::build_router() {
  if (inputs_.diff.keeps_router) {
    generation_->models_ = inputs_.before->models_;
    generation_->models_are_carried_ = true;
    return;
  }
  std::vector<models::ProviderEntry> entries;
  for (const PlannedInstance* planned : inputs_.plan->of(InstanceKind::provider)) {
    const auto& built = generation_->providers_.at(planned->instance.name);
    entries.push_back(provider_entry(*planned, *built->instance));
    entries.back().label = built->context->label();
  }
  generation_->models_ =
      make_router(inputs_.plan->config, std::move(entries), inputs_.prices, inputs_.core);
}

void GenerationBuilder::build_middleware() {
  for (const PlannedInstance* planned : inputs_.plan->of(InstanceKind::middleware)) {
    const auto running =
        inputs_.before ? inputs_.before->middleware(planned->instance.name) : nullptr;
    const auto factory = [&](InstanceContext& context, Settings settings) {
      const MiddlewareBuild build{context, *generation_->commands_, std::move(settings)};
      return std::visit(build, planned->plugin->middleware->factory);
    };
    auto built = make(*planned, running, factory);
    if (built) generation_->middleware_.push_back(std::move(built));
  }
}

void GenerationBuilder::build_pipeline() {
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
  generation_->pipeline_ = std::make_unique<conversation::Pipeline>(
      std::move(layers), std::make_unique<models::ChainEnd>(*generation_->models_),
      inputs_.core.clock, inputs_.core.log,
      conversation::AllowList(generation_->channel_infos_, inputs_.plan->named_users));
}

}  // namespace yak::generation
