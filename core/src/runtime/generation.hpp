#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "delivery/channel_directory.hpp"
#include "routing/model_router.hpp"
#include "routing/pipeline.hpp"
#include "runtime/command_table.hpp"
#include "runtime/instance_context.hpp"
#include "runtime/plan.hpp"

namespace yak::runtime {

/// One fully built set of instances from one configuration. Whoever holds it keeps all its
/// instances alive: turns and sends lease it, so that it can be replaced under them.
class Generation {
 public:
  /// Builds every instance; starts nothing. Adds what fails to `problems`, and gives the generation
  /// only if nothing did.
  static std::shared_ptr<Generation> build(const Plan& plan, const CoreServices& core,
                                           config::Problems& problems);
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  /// Starts providers, then middleware, then channels. The first failure ends it, naming the
  /// instance.
  task<result<void>> start();
  /// Stops channels, middleware, providers, each with its background work. What throws is logged.
  task<void> stop();

  [[nodiscard]] const routing::Pipeline& pipeline() const { return *pipeline_; }
  [[nodiscard]] routing::ModelRouter& models() const { return *models_; }
  /// Null if there is none of that name.
  [[nodiscard]] Channel* channel(const std::string& name, Capabilities& capabilities) const;

  [[nodiscard]] std::vector<std::string> channel_names() const;

  /// One line an instance: `channel`, `whatsapp`, `twilio_whatsapp`.
  struct InstanceLine {
    std::string kind;
    std::string name;
    std::string plugin;
    std::string version;
  };
  [[nodiscard]] const std::vector<InstanceLine>& lines() const { return lines_; }
  /// What every channel and provider says of its money; those that cannot say are left out.
  task<std::vector<std::string>> credits() const;

 private:
  template <class Kind>
  struct Built {
    std::unique_ptr<InstanceContext> context;  // outlives the instance
    std::unique_ptr<Kind> instance;
    Capabilities capabilities;
  };
  class Builder;

  explicit Generation(const CoreServices& core);

  CoreServices core_;
  services::SourceLogger log_;
  SharedByInstances shared_;
  CommandTable commands_;
  std::vector<InstanceLine> lines_;
  std::map<std::string, Built<Channel>> channels_;
  std::map<std::string, Built<Provider>> providers_;
  std::vector<Built<Middleware>> middleware_;
  std::unique_ptr<routing::ModelRouter> models_;
  std::unique_ptr<routing::Pipeline> pipeline_;
};

}  // namespace yak::runtime
