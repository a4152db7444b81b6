// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/daemon_answer.hpp"
#include "generation/plan/plan_summary.hpp"
#include "yak/diagnosis.hpp"

namespace yak::cli {

/// What the daemon on `socket` reports about itself. If no daemon responds, `running` is false and
/// there are no findings.
struct DaemonDiagnosis {
  bool running = false;
  bool refused = false;  ///< this user may not open the socket
  std::vector<Diagnosis> diagnoses;
  Json status;  ///< the response of `/api/v1/status`; null if it failed
};
DaemonDiagnosis diagnose_daemon(const std::string& socket);

/// Makes the running daemon call its own webhook of `channel` through the public URL, signed as the
/// service would. No findings if the channel has no webhook.
std::vector<Diagnosis> diagnose_webhook(const std::string& socket, const std::string& channel);

/// Judges the response of `GET /api/v1/status`. Pure.
std::vector<Diagnosis> diagnose_status(const Json& status);
/// Warns if requests arrived at unknown paths, for example because a webhook URL without its path
/// was entered in a service's console. Pure.
std::optional<Diagnosis> diagnose_misdirected(const Json& status);
/// Compares the configuration that the daemon with this `status` runs with the one read here. Pure.
Diagnosis diagnose_configuration(const Json& status, const generation::PlanSummary& here);
/// Judges the response of a webhook test. Pure.
Diagnosis diagnose_webhook(const Json& answer);

}  // namespace yak::cli
