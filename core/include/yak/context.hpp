// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "yak/address.hpp"
#include "yak/admission.hpp"
#include "yak/api.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/commands.hpp"
#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/models.hpp"
#include "yak/people.hpp"
#include "yak/restart.hpp"
#include "yak/store/history.hpp"
#include "yak/store/key_value.hpp"
#include "yak/store/usage.hpp"
#include "yak/task.hpp"

namespace yak {

/// One line of a status report: what, and how it is.
struct StatusLine {
  std::string what;
  std::string value;
};

/// Conversations as commands need them. Thread-safe.
class YAK_API Conversations {
 public:
  virtual ~Conversations();
  /// Stops the running turn and drops what waits behind it, durably. Gives how many were ended.
  virtual task<std::size_t> stop(ConversationKey conversation) = 0;
  /// Messages waiting or running in this conversation.
  virtual task<std::size_t> backlog(ConversationKey conversation) = 0;
};

/// The whole daemon as administrators see it. Thread-safe.
class YAK_API Daemon {
 public:
  virtual ~Daemon();
  [[nodiscard]] virtual std::string version() const = 0;
  virtual task<std::vector<StatusLine>> status() = 0;
  /// Reads the configuration file again. Returns a sentence with the result.
  virtual task<result<std::string>> reload() = 0;
  /// What every channel and provider says of its money; services that cannot say are left out.
  virtual task<std::vector<std::string>> credits() = 0;
};

/// What the core offers to one instance. It outlives the instance; references stay valid as long.
class YAK_API Context {
 public:
  virtual ~Context();

  /// The instance's name in the YAML; middleware instances are called after their plugin.
  [[nodiscard]] virtual const std::string& instance() const = 0;
  /// The instance's home loop, for background work. Requests and turns run on any loop.
  [[nodiscard]] virtual Executor executor() = 0;
  /// Routes of the public listener.
  [[nodiscard]] virtual Routes& routes() = 0;
  /// Routes of the admin socket: only those who may open it get here.
  [[nodiscard]] virtual Routes& admin_routes() = 0;
  /// `server.public_url` without a trailing slash; empty when not configured.
  [[nodiscard]] virtual const std::string& public_url() const = 0;
  [[nodiscard]] virtual HttpClient& http() = 0;
  [[nodiscard]] virtual Inbox& inbox() = 0;
  /// The instance's own keys: no other instance sees them, and they outlive a restart.
  [[nodiscard]] virtual KeyValue& kv() = 0;
  /// The history of every conversation.
  [[nodiscard]] virtual History& history() = 0;
  /// The usage of every user.
  [[nodiscard]] virtual UsageRecords& usage() = 0;
  [[nodiscard]] virtual Logger& log() = 0;
  [[nodiscard]] virtual Metrics& metrics() = 0;
  [[nodiscard]] virtual Clock& clock() = 0;
  [[nodiscard]] virtual Random& random() = 0;
  /// Ask for it while the instance is built or started, and keep the reference: an instance that
  /// asks for the first time later gets a std::logic_error.
  [[nodiscard]] virtual CommandRegistry& commands() = 0;
  /// The models of the newest generation. Not while the instance is built.
  [[nodiscard]] virtual Models& models() = 0;
  [[nodiscard]] virtual Conversations& conversations() = 0;
  [[nodiscard]] virtual Daemon& daemon() = 0;
  [[nodiscard]] virtual Admission& admission() = 0;
  [[nodiscard]] virtual People& people() = 0;
  /// The channels of the newest generation. An instance that asks while it is built or started is
  /// built again when they change.
  [[nodiscard]] virtual std::vector<ChannelInfo> channels() const = 0;

  /// Runs background work on the home loop until the instance stops; then it is cancelled and
  /// awaited. `factory` makes a run of it, the first and each further one: work that ends
  /// unexpectedly, by `restart`, starts again after a growing pause (RestartPolicy). While it keeps
  /// failing the instance is `degraded`, which the status, the metrics and the log show, with
  /// `name`; an instance uses the same few names again and again. From any thread.
  virtual void spawn(std::string name, std::function<task<void>()> factory,
                     Restart restart = Restart::always) = 0;
  /// True once the daemon is shutting down or the instance is being replaced.
  [[nodiscard]] virtual bool stopping() const noexcept = 0;
};

}  // namespace yak
