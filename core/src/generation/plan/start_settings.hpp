// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// The settings that only a restart changes: the event loops (conversations are bound to them), the
/// admin socket (the command line connects to it) and the store (it is open). A plain value.
struct StartSettings {
  /// Those of `plan`, which must be valid.
  static StartSettings of(const Plan& plan);

  std::string admin_socket;
  std::string admin_group;
  std::size_t threads = 0;
  PlannedInstance store;
};

}  // namespace yak::generation
