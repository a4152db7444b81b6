#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "doctor/watched_http.hpp"
#include "generation/plan/plan.hpp"
#include "yak/finding.hpp"

namespace yak::doctor {

/// What one instance of a plan was found to be.
struct ExaminedInstance {
  std::string name;  ///< `channel whatsapp`
  std::vector<Finding> findings;
};

struct Examined {
  std::vector<ExaminedInstance> instances;  ///< the store first
  /// Every server that was asked by the way, by `host[:port]`.
  std::map<std::string, SeenServer> servers;
};

/// Builds the instances of `plan` (which must be good) without starting them, and has each look at
/// what it works with. Nothing is accepted, sent or changed, here or there; a daemon may run
/// beside. What a plugin throws becomes a finding. Takes no longer than `limit`. Secrets of the
/// plan are taken out of every word. Blocks; not on an event loop.
Examined examine(const generation::Plan& plan, std::chrono::milliseconds limit);

}  // namespace yak::doctor
