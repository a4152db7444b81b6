#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "runtime/core_services.hpp"
#include "runtime/task_group.hpp"

namespace yak::runtime {

/// What one generation's instances share: made step by step while the generation is built.
struct SharedByInstances {
  CommandRegistry* commands = nullptr;
  Models* models = nullptr;  ///< null until the providers are built
  std::vector<ChannelInfo> channels;
};

/// The core as one instance sees it.
class InstanceContext final : public Context {
 public:
  /// `shared` must outlive this.
  InstanceContext(std::string instance, const CoreServices& core, const SharedByInstances& shared);

  [[nodiscard]] const std::string& instance() const override { return instance_; }
  [[nodiscard]] Executor executor() override;
  [[nodiscard]] Routes& routes() override { return core_.routes; }
  [[nodiscard]] Routes& admin_routes() override { return core_.admin_routes; }
  [[nodiscard]] const std::string& public_url() const override { return core_.public_url; }
  [[nodiscard]] HttpClient& http() override { return core_.http; }
  [[nodiscard]] Inbox& inbox() override { return core_.inbox; }
  [[nodiscard]] Store& store() override { return core_.store; }
  [[nodiscard]] Logger& log() override { return log_; }
  [[nodiscard]] Metrics& metrics() override { return core_.metrics; }
  [[nodiscard]] Clock& clock() override { return core_.clock; }
  [[nodiscard]] Random& random() override { return core_.random; }
  [[nodiscard]] CommandRegistry& commands() override { return *shared_.commands; }
  [[nodiscard]] Models& models() override;
  [[nodiscard]] Conversations& conversations() override { return core_.conversations; }
  [[nodiscard]] Daemon& daemon() override { return core_.daemon; }
  [[nodiscard]] std::vector<ChannelInfo> channels() const override { return shared_.channels; }
  void spawn(std::string name, task<void> work) override;
  [[nodiscard]] bool stopping() const noexcept override { return stopping_; }

  /// Ends the instance's background work. On its home loop.
  task<void> stop();
  /// The index of the home loop.
  [[nodiscard]] std::size_t home() const noexcept { return home_; }

 private:
  std::string instance_;
  CoreServices core_;
  const SharedByInstances& shared_;
  services::SourceLogger log_;
  std::size_t home_;
  TaskGroup tasks_;
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::runtime
