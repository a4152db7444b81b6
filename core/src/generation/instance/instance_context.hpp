// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/activity.hpp"
#include "generation/instance/command_table.hpp"
#include "generation/instance/generation_routes.hpp"
#include "generation/instance/instance_dependencies.hpp"
#include "generation/instance/instance_routes.hpp"
#include "generation/instance/task_group.hpp"

namespace yak::generation {

/// State that the instances of a generation share while it is built.
struct InstanceBuild {
  GenerationRoutes& routes;
  std::vector<ChannelInfo> channels;
  std::shared_ptr<CommandTable> commands;
  /// `commands` belongs to the previous generation; nothing may be added to it.
  bool commands_are_carried = false;
  /// A new instance uses commands although they are carried over, so the table must be rebuilt.
  bool wants_commands = false;
};

/// The Context of one instance. It lives as long as the instance, which may be longer than the
/// generation for which it was built.
class InstanceContext final : public Context {
 public:
  /// `kind` is the instance's, as in `channel`. `building` must live until `end_building`.
  InstanceContext(std::string_view kind, std::string instance, const std::string& plugin,
                  const InstanceDependencies& core, InstanceBuild& building);

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
  [[nodiscard]] CommandRegistry& commands() override;
  [[nodiscard]] Models& models() override { return core_.models; }
  [[nodiscard]] Conversations& conversations() override { return core_.conversations; }
  [[nodiscard]] Daemon& daemon() override { return core_.daemon; }
  [[nodiscard]] Admission& admission() override { return core_.admission; }
  [[nodiscard]] People& people() override { return core_.people; }
  [[nodiscard]] std::vector<ChannelInfo> channels() const override;
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

  /// Call it when the instance has started. Ends the recording of what the instance depends on, and
  /// the adding of routes.
  void end_building();
  [[nodiscard]] bool uses_commands() const noexcept { return commands_ != nullptr; }
  [[nodiscard]] const std::shared_ptr<CommandTable>& command_table() const { return commands_; }
  [[nodiscard]] bool depends_on_channels() const noexcept { return depends_on_channels_; }
  /// Adds the instance's routes to another generation.
  result<void> add_routes_to(GenerationRoutes& routes) const;

 private:
  std::string instance_;
  const base::InstanceLabel* label_;
  InstanceDependencies core_;
  std::unique_ptr<KeyValue> keys_;
  std::atomic<InstanceBuild*> building_;  ///< null after end_building()
  observe::SourceLogger log_;
  std::size_t home_;
  TaskGroup tasks_;
  InstanceRoutes routes_;
  InstanceRoutes admin_routes_;
  std::shared_ptr<CommandTable> commands_;  ///< null until commands() is called
  mutable std::atomic<bool> depends_on_channels_{false};
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::generation
