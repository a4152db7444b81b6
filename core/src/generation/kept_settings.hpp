#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// A key of the file whose value holds from the next start on.
struct WaitingKey {
  std::string key;   ///< `server.threads`, `store.path`
  std::string what;  ///< in words, where the key does not say it: another plugin; else empty
};

/// What a process has from its start to its end, whatever the file says meanwhile: every loop has
/// its conversations, the command line knows where the admin socket is, and the store is open.
/// Immutable; thread-safe.
class KeptSettings {
 public:
  /// `first` is what the process began with.
  explicit KeptSettings(const Plan& first);

  /// The keys in which `plan` differs from what runs, in order; none where it says the same in
  /// other words.
  [[nodiscard]] std::vector<WaitingKey> waiting(const Plan& plan) const;

 private:
  std::string admin_socket_;
  std::string group_;
  std::int64_t threads_;
  PlannedInstance store_;
};

/// The keys in which two plans' instances differ, without the instance's own path. Pure.
std::vector<std::string> changed_keys(const PlannedInstance& before, const PlannedInstance& after);
/// `plugin echo 1.0.0 → echo 1.1.0`, of instances whose plugins are not the same library.
std::string plugin_change(const PlannedInstance& before, const PlannedInstance& after);

}  // namespace yak::generation
