// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "doctor/watched_http.hpp"
#include "generation/plan/plan.hpp"
#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// The findings of one instance of a plan.
struct InstanceDiagnosis {
  std::string name;  ///< `channel whatsapp`
  std::vector<Diagnosis> diagnoses;
};

struct PlanDiagnosis {
  std::vector<InstanceDiagnosis> instances;  ///< the store first
  /// Every server that was contacted during the diagnosis, by `host[:port]`.
  std::map<std::string, SeenServer> servers;
};

/// Builds the instances of `plan` (which must be valid) without starting them, and lets each
/// examine what it depends on. Nothing is accepted, sent or changed, locally or at a service; a
/// daemon may run at the same time. Exceptions of a plugin become findings. Takes no longer than
/// `limit`. Secrets of the plan are redacted from all texts. Blocks; do not call on an event loop.
PlanDiagnosis diagnose(const generation::Plan& plan, std::chrono::milliseconds limit);

}  // namespace yak::doctor
