// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/async/activity.hpp"
#include "generation/instance/generation_routes.hpp"
#include "generation/instance/instance_dependencies.hpp"
#include "generation/instance/instance_routes.hpp"
#include "generation/instance/task_group.hpp"
#include "generation/plan/plan.hpp"
#include "yak/context/channel_context.hpp"
#include "yak/context/middleware_context.hpp"
#include "yak/context/provider_context.hpp"

namespace yak::generation {

/// The context of one instance of any kind; the instance gets it as the context of its kind. It
/// lives as long as the instance, which may be longer than the generation for which it was built.
class InstanceContext final : public ChannelContext,
                              public ProviderContext,
                              public MiddlewareContext {
 public:
  /// `routes` must live until `close_routes`.
  InstanceContext(const PlannedInstance& planned, const InstanceDependencies& core,
                  GenerationRoutes& routes);

  [[nodiscard]] const std::string& instance() const override { return instance_; }
  [[nodiscard]] Executor executor() override;
  [[nodiscard]] Routes& routes() override { return routes_; }
  [[nodiscard]] Routes& admin_routes() override { return admin_routes_; }
  [[nodiscard]] const std::string& public_url() const override { return core_.public_url; }
  [[nodiscard]] HttpClient& http() override { return *core_.http; }
  [[nodiscard]] Inbox& inbox() override { return core_.inbox; }
  [[nodiscard]] KeyValue& kv() override { return *keys_; }
  [[nodiscard]] History& history() override { return core_.store.history(); }
  [[nodiscard]] UsageRecords& usage() override { return core_.store.usage(); }
  [[nodiscard]] Logger& log() override { return log_; }
  [[nodiscard]] Metrics& metrics() override { return core_.metrics; }
  [[nodiscard]] Clock& clock() override { return core_.clock; }
  [[nodiscard]] Random& random() override { return core_.random; }
  [[nodiscard]] Models& models() override { return core_.models; }
  [[nodiscard]] Conversations& conversations() override { return core_.conversations; }
  [[nodiscard]] Daemon& daemon() override { return core_.daemon; }
  [[nodiscard]] Admission& admission() override { return core_.admission; }
  [[nodiscard]] People& people() override { return core_.people; }
  [[nodiscard]] const std::vector<std::string>& allow_from() const override { return allow_from_; }
  void spawn(std::string name, std::function<task<void>()> factory, Restart restart) override;
  [[nodiscard]] bool stopping() const noexcept override { return stopping_; }

  /// Ends the instance's background work. Call it on the home loop.
  task<void> stop();
  /// The label that names the instance in activity and crash reports.
  [[nodiscard]] const base::InstanceLabel* label() const noexcept { return label_; }
  /// Returns why the instance is degraded; nullopt if it is not. Thread-safe.
  [[nodiscard]] std::optional<std::string> trouble() const;
  /// Index of the instance's home loop.
  [[nodiscard]] std::size_t home() const noexcept { return home_; }

  /// Ends the adding of routes. Call it when the instance has started.
  void close_routes();
  /// Adds the instance's routes to another generation.
  result<void> add_routes_to(GenerationRoutes& routes) const;

 private:
  std::string instance_;
  const base::InstanceLabel* label_;
  InstanceDependencies core_;
  std::unique_ptr<KeyValue> keys_;
  std::vector<std::string> allow_from_;  ///< of a channel
  observe::SourceLogger log_;
  std::size_t home_;
  TaskGroup tasks_;
  InstanceRoutes routes_;
  InstanceRoutes admin_routes_;
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::generation
