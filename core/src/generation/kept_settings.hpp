// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// A changed key of the file that takes effect at the next start.
struct WaitingKey {
  std::string key;   ///< `server.threads`, `store.path`
  std::string what;  ///< description of a changed plugin; else empty
};

/// The settings that a reload cannot change: the event loops (conversations are bound to them), the
/// admin socket (the command line connects to it) and the store (it is open). Immutable;
/// thread-safe.
class KeptSettings {
 public:
  /// `first` is the plan with which the process started.
  explicit KeptSettings(const Plan& first);

  /// Returns the keys whose values in `plan` differ from the running ones, in order. Compares
  /// effective values, not the text of the file.
  [[nodiscard]] std::vector<WaitingKey> waiting(const Plan& plan) const;

 private:
  std::string admin_socket_;
  std::string group_;
  std::size_t threads_;
  PlannedInstance store_;
};

/// Returns the keys in which two planned instances differ, relative to the instance. Pure.
std::vector<std::string> changed_keys(const PlannedInstance& before, const PlannedInstance& after);
/// Returns `plugin echo 1.0.0 → echo 1.1.0` for instances whose plugins are different libraries.
std::string plugin_change(const PlannedInstance& before, const PlannedInstance& after);

}  // namespace yak::generation
