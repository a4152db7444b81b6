// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conversation/turns/pipeline.hpp"
#include "delivery/channel_directory.hpp"
#include "generation/hand_over.hpp"
#include "generation/instance/built_instance.hpp"
#include "generation/instance/command_table.hpp"
#include "generation/plan/plan_diff.hpp"
#include "models/model_router.hpp"

namespace yak::generation {

/// One fully built set of instances from one configuration. A shared pointer to it keeps all its
/// instances alive: turns, sends and requests hold one as a lease, so that it can be replaced while
/// they run. Unchanged instances are shared with the previous generation.
class Generation {
 public:
  /// Reports the current step, for the message of a timeout.
  using Progress = std::function<void(const std::string& step)>;

  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  /// Starts new providers and middleware. Stops at the first failure, and adds it to `problems`.
  /// Plugins' code may block the coroutine's executor: do not run it on an event loop.
  task<result<void>> start(const Progress& progress, config::Problems& problems);
  /// The same for channels, which may accept messages from then on. Those that are handed over
  /// start last, each after its predecessor has ended receiving. Call it after `start`.
  task<result<void>> start_channels(const Progress& progress, config::Problems& problems);
  /// Ends building: routes can no longer be added. Call it after `start_channels` and before the
  /// first lease.
  void finish();
  /// Stops channels, middleware and providers, each with its background work, except those that
  /// another generation shares. The channels that handed over to it receive again afterwards,
  /// unless the hand-over is settled. Exceptions are logged.
  task<void> stop();

  /// Adds what plan_diff must know about the running instances.
  void add_facts(DiffFacts& facts) const;

  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] const Plan& plan() const noexcept { return *plan_; }
  [[nodiscard]] const conversation::Pipeline& pipeline() const { return *pipeline_; }
  [[nodiscard]] models::ModelRouter& models() const { return *models_; }
  [[nodiscard]] const GenerationRoutes& routes() const noexcept { return routes_; }
  /// The commands that users type after a slash.
  [[nodiscard]] const CommandRegistry& commands() const { return *commands_; }
  [[nodiscard]] const std::vector<ChannelInfo>& channel_infos() const { return channel_infos_; }
  /// Sets all fields of `lease` except `owner`; returns false if there is no such channel.
  [[nodiscard]] bool fill_lease(const std::string& name, delivery::ChannelLease& lease) const;
  [[nodiscard]] std::vector<std::string> channel_names() const;

  /// Describes one instance: `channel`, `whatsapp`, `twilio_whatsapp`.
  struct InstanceLine {
    std::string kind;
    std::string name;
    std::string path;  ///< `channels.whatsapp`
    std::string plugin;
    std::string version;
    bool carried = false;  ///< taken over from the previous generation

    /// `channel whatsapp`
    [[nodiscard]] std::string title() const { return kind + " " + name; }
  };
  [[nodiscard]] const std::vector<InstanceLine>& lines() const { return lines_; }
  /// Returns why instances are degraded, by InstanceLine::title. Thread-safe.
  [[nodiscard]] std::map<std::string, std::string> troubles() const;
  /// Asks every channel and provider for its account balance, each for at most ten seconds; those
  /// without support are omitted.
  task<std::vector<std::string>> credits() const;
  /// Makes every middleware forget a person. Call it before the store erases the person's data, and
  /// keep the returned objects until it has.
  [[nodiscard]] std::vector<std::shared_ptr<void>> forget(const Person& person) const;

 private:
  friend class GenerationBuilder;

  Generation(std::shared_ptr<const Plan> plan, const InstanceDependencies& core,
             std::uint64_t number);

  template <class Kind>
  task<result<void>> start_one(BuiltInstance<Kind>& built, const Progress& progress,
                               config::Problems& problems);
  task<result<void>> start_models(const Progress& progress, config::Problems& problems);
  /// Makes the predecessors of a channel end receiving.
  task<result<void>> end_predecessors(const std::string& name, const BuiltInstance<Channel>& built,
                                      const Progress& progress, config::Problems& problems);
  task<result<void>> start_channel(const std::string& name, BuiltInstance<Channel>& built,
                                   const Progress& progress, config::Problems& problems);
  static result<void> read_capabilities(BuiltInstance<Channel>& built, config::Problems& problems);
  template <class Kind>
  task<void> stop_one(const BuiltInstancePtr<Kind>& built);

  /// These return null if there is no such instance.
  [[nodiscard]] BuiltInstancePtr<Channel> channel(const std::string& name) const;
  [[nodiscard]] BuiltInstancePtr<Provider> provider(const std::string& name) const;
  [[nodiscard]] BuiltInstancePtr<Middleware> middleware(const std::string& name) const;
  /// Calls `visit(kind, built)` for every instance, in the order in which they start.
  template <class Visit>
  void for_each(Visit visit) const;

  std::shared_ptr<const Plan> plan_;
  InstanceDependencies core_;
  std::uint64_t number_;
  GenerationRoutes routes_;
  std::vector<ChannelInfo> channel_infos_;
  std::shared_ptr<CommandTable> commands_;  ///< outlives the middleware that was built with it
  std::vector<InstanceLine> lines_;
  std::map<std::string, BuiltInstancePtr<Channel>> channels_;
  std::map<std::string, BuiltInstancePtr<Provider>> providers_;
  std::vector<BuiltInstancePtr<Middleware>> middleware_;
  std::shared_ptr<models::ModelRouter> models_;
  bool models_are_carried_ = false;
  std::unique_ptr<conversation::Pipeline> pipeline_;
  std::shared_ptr<HandOver> hand_over_;  ///< of the build
  /// The running channels that hand over to those of this generation, by the names of these; empty
  /// once it is finished.
  std::map<std::string, std::vector<BuiltInstancePtr<Channel>>> predecessors_;
};

}  // namespace yak::generation
