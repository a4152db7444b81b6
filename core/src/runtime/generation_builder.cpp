#include "runtime/generation_builder.hpp"

#include "runtime/assistant_options.hpp"

namespace yak::runtime {

using config::InstanceKind;

std::shared_ptr<Generation> Generation::build(const Plan& plan, const CoreServices& core,
                                              config::Problems& problems) {
  return Builder(plan, core, problems).build();
}

Generation::Builder::Builder(const Plan& plan, const CoreServices& core, config::Problems& problems)
    : plan_(plan), core_(core), problems_(problems), generation_(new Generation(core)) {}

std::shared_ptr<Generation> Generation::Builder::build() {
  const std::size_t before = problems_.size();
  for (const PlannedInstance* planned : plan_.of(InstanceKind::channel)) {
    ChannelInfo info;
    info.name = planned->instance.name;
    info.plugin = planned->instance.plugin;
    info.allow_from = planned->instance.common.texts("allow_from");
    generation_->shared_.channels.push_back(std::move(info));
  }
  build_providers();
  if (problems_.size() == before) build_router();
  build_middleware();
  build_channels();
  if (problems_.size() != before) return nullptr;
  build_pipeline();
  return generation_;
}

template <class Kind, class Factory>
bool Generation::Builder::make(Built<Kind>& built, const PlannedInstance& planned,
                               Factory factory) {
  built.context =
      std::make_unique<InstanceContext>(planned.instance.name, core_, generation_->shared_);
  try {
    auto instance = factory(*built.context, planned.settings);
    if (instance && *instance) {
      built.instance = std::move(*instance);
      describe(planned);
      return true;
    }
    report(planned, instance ? "the plugin's factory gave nothing" : instance.error().message);
  } catch (const std::exception& failure) {
    report(planned, std::string("the plugin's factory threw: ") + failure.what());
  } catch (...) {
    report(planned, "the plugin's factory threw something that is no std::exception");
  }
  return false;
}

void Generation::Builder::describe(const PlannedInstance& planned) {
  InstanceLine line;
  line.kind = config::to_string(planned.instance.kind);
  line.name = planned.instance.name;
  line.plugin = planned.plugin->name;
  line.version = planned.plugin->version;
  generation_->lines_.push_back(std::move(line));
}

void Generation::Builder::report(const PlannedInstance& planned, const std::string& message) {
  problems_.add(planned.instance.plugin_position, planned.instance.path, message);
}

void Generation::Builder::build_channels() {
  for (const PlannedInstance* planned : plan_.of(InstanceKind::channel)) {
    Built<Channel> built;
    if (!make(built, *planned, planned->plugin->channel->factory)) continue;
    generation_->channels_.emplace(planned->instance.name, std::move(built));
  }
}

void Generation::Builder::build_providers() {
  for (const PlannedInstance* planned : plan_.of(InstanceKind::provider)) {
    Built<Provider> built;
    if (!make(built, *planned, planned->plugin->provider->factory)) continue;
    generation_->providers_.emplace(planned->instance.name, std::move(built));
  }
}

void Generation::Builder::build_router() {
  std::vector<routing::ProviderEntry> entries;
  for (const PlannedInstance* planned : plan_.of(InstanceKind::provider)) {
    entries.push_back(
        provider_entry(*planned, *generation_->providers_.at(planned->instance.name).instance));
  }
  auto router = make_router(plan_.config, std::move(entries), core_, generation_->log_);
  if (!router) {
    problems_.add(plan_.config.core().position("assistant"), "assistant", router.error().message);
    return;
  }
  generation_->models_ = std::move(*router);
  generation_->shared_.models = generation_->models_.get();
}

void Generation::Builder::build_middleware() {
  for (const PlannedInstance* planned : plan_.of(InstanceKind::middleware)) {
    Built<Middleware> built;
    if (!make(built, *planned, planned->plugin->middleware->factory)) continue;
    generation_->middleware_.push_back(std::move(built));
  }
}

void Generation::Builder::build_pipeline() {
  std::vector<routing::Pipeline::Layer> layers;
  for (const auto& built : generation_->middleware_) {
    routing::Pipeline::Layer layer;
    layer.name = built.context->instance();
    layer.middleware = built.instance.get();
    layers.push_back(std::move(layer));
  }
  auto terminal = [router = generation_->models_.get()](Turn& turn) {
    return answer(*router, turn);
  };
  generation_->pipeline_ =
      std::make_unique<routing::Pipeline>(std::move(layers), std::move(terminal));
}

}  // namespace yak::runtime
