// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::daemon {

/// Detects changed or replaced files of a configuration by their stat data. It polls instead of
/// using inotify, because the target of a symbolic link can change without an event in the link's
/// folder. Blocks on the disk. Not thread-safe.
class FileWatch {
 public:
  /// Records the files' current state.
  void look(const generation::Plan& plan);
  /// Whether the files differ from the recorded state. Only true once two calls in a row saw the
  /// same state, so that no half-written file is read.
  bool has_changed(const generation::Plan& plan);

 private:
  using Stamps = std::map<std::string, std::string>;
  static Stamps stamps(const generation::Plan& plan);

  Stamps known_;
  Stamps latest_;
};

}  // namespace yak::daemon
