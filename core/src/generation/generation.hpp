#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conversation/turns/pipeline.hpp"
#include "delivery/channel_directory.hpp"
#include "generation/instance/built_instance.hpp"
#include "models/model_router.hpp"

namespace yak::generation {

/// One fully built set of instances from one configuration. Whoever holds it keeps all its
/// instances alive: turns, sends and requests lease it, so that it can be replaced under them.
/// Instances about which nothing has changed are those of the generation before.
class Generation {
 public:
  /// Says what is being done to which instance, for whoever waits for it in vain.
  using Progress = std::function<void(const std::string& step)>;

  /// Builds every instance that `before` (null: the first) does not have already; starts nothing.
  /// Adds what fails to `problems`, and gives the generation only if nothing did. Runs plugins'
  /// code, which may block: not on an event loop. `fresh_commands`: see `wants_commands`.
  static std::unique_ptr<Generation> build(std::shared_ptr<const Plan> plan,
                                           const CoreServices& core, const Generation* before,
                                           bool fresh_commands, const Progress& progress,
                                           config::Problems& problems);
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  /// Starts what is new of providers and middleware. The first failure ends it, and is added to
  /// `problems` too. Its coroutine may run on any executor that blocks nobody else.
  task<result<void>> start(const Progress& progress, config::Problems& problems);
  /// The same for channels, which may bring messages from then on. After `start`.
  task<result<void>> start_channels(const Progress& progress, config::Problems& problems);
  /// True when an instance that is new turned out to have commands of its own, while those of the
  /// generation before were carried over: `build` it again, with `fresh_commands`.
  [[nodiscard]] bool wants_commands() const noexcept { return building_.wants_commands; }
  /// Ends building: nothing can be added any more. After `start`, before anybody leases it.
  void finish();
  /// Stops channels, middleware, providers, each with its background work, as far as no other
  /// generation has them. What throws is logged.
  task<void> stop();

  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] const Plan& plan() const noexcept { return *plan_; }
  [[nodiscard]] const conversation::Pipeline& pipeline() const { return *pipeline_; }
  [[nodiscard]] models::ModelRouter& models() const { return *models_; }
  [[nodiscard]] const GenerationRoutes& routes() const noexcept { return routes_; }
  /// Those that people type after a slash.
  [[nodiscard]] const CommandRegistry& commands() const { return *building_.commands; }
  [[nodiscard]] const std::vector<ChannelInfo>& channel_infos() const { return building_.channels; }
  /// Sets all of `lease` but its owner; false if there is no channel of that name.
  [[nodiscard]] bool lend(const std::string& name, delivery::ChannelLease& lease) const;
  [[nodiscard]] std::vector<std::string> channel_names() const;

  /// One line an instance: `channel`, `whatsapp`, `twilio_whatsapp`.
  struct InstanceLine {
    std::string kind;
    std::string name;
    std::string path;  ///< `channels.whatsapp`
    std::string plugin;
    std::string version;
    bool carried = false;  ///< it is the generation before's

    /// `channel whatsapp`
    [[nodiscard]] std::string title() const { return kind + " " + name; }
  };
  [[nodiscard]] const std::vector<InstanceLine>& lines() const { return lines_; }
  /// Why instances are degraded, by InstanceLine::title. Thread-safe.
  [[nodiscard]] std::map<std::string, std::string> troubles() const;
  /// What every channel and provider says of its money; those that cannot say are left out.
  task<std::vector<std::string>> credits() const;
  /// Has every middleware forget a person whose data the store is about to erase; what is returned
  /// must live until it has.
  [[nodiscard]] std::vector<std::shared_ptr<void>> forget(const Person& person) const;

 private:
  class Builder;
  friend class CarryOver;

  Generation(std::shared_ptr<const Plan> plan, const CoreServices& core, std::uint64_t number);

  template <class Kind>
  task<result<void>> start_one(Built<Kind>& built, const Progress& progress,
                               config::Problems& problems);
  task<result<void>> start_models(const Progress& progress, config::Problems& problems);
  template <class Kind>
  task<void> stop_one(const BuiltPtr<Kind>& built);

  std::shared_ptr<const Plan> plan_;
  CoreServices core_;
  std::uint64_t number_;
  GenerationRoutes routes_;
  Building building_;
  std::vector<InstanceLine> lines_;
  std::map<std::string, BuiltPtr<Channel>> channels_;
  std::map<std::string, BuiltPtr<Provider>> providers_;
  std::vector<BuiltPtr<Middleware>> middleware_;
  std::shared_ptr<models::ModelRouter> models_;
  bool models_are_carried_ = false;
  std::unique_ptr<conversation::Pipeline> pipeline_;
};

}  // namespace yak::generation
