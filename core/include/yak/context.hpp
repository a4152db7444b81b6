// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/restart.hpp"
#include "yak/store/key_value.hpp"
#include "yak/task.hpp"

namespace yak {

/// What the core offers to an instance of any kind. A factory gets the context of its kind, which
/// adds to this one: ChannelContext, ProviderContext or MiddlewareContext (yak/context/…).
///
/// A context outlives its instance; references that it returns stay valid as long. Its methods may
/// be called from any thread.
class YAK_API Context {
 public:
  virtual ~Context();

  /// The instance's name in the YAML; middleware instances are called after their plugin.
  [[nodiscard]] virtual const std::string& instance() const = 0;
  /// The instance's home loop, for background work. Requests and turns run on any loop.
  [[nodiscard]] virtual Executor executor() = 0;
  [[nodiscard]] virtual HttpClient& http() = 0;
  /// The instance's own keys: no other instance sees them, and they outlive a restart.
  [[nodiscard]] virtual KeyValue& kv() = 0;
  [[nodiscard]] virtual Logger& log() = 0;
  [[nodiscard]] virtual Metrics& metrics() = 0;
  [[nodiscard]] virtual Clock& clock() = 0;
  [[nodiscard]] virtual Random& random() = 0;

  /// Runs background work on the home loop until the instance stops; then it is cancelled and
  /// awaited. `factory` makes a run of it, the first and each further one: work that ends
  /// unexpectedly, by `restart`, starts again after a growing pause (RestartPolicy). May be called
  /// from the factory on; work that is spawned once the instance stops does not run. While it keeps
  /// failing the instance is `degraded`, which the status, the metrics and the log show, with
  /// `name`; an instance uses the same few names again and again.
  virtual void spawn(std::string name, std::function<task<void>()> factory,
                     Restart restart = Restart::always) = 0;
  /// True once the daemon is shutting down or the instance is being replaced.
  [[nodiscard]] virtual bool stopping() const noexcept = 0;
};

}  // namespace yak
