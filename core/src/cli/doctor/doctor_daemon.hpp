#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/daemon_answer.hpp"
#include "generation/plan/plan_summary.hpp"
#include "yak/finding.hpp"

namespace yak::cli {

/// What the daemon on `socket` reports about itself. If no daemon responds, `running` is false and
/// there are no findings.
struct DaemonExamination {
  bool running = false;
  bool refused = false;  ///< this user may not open the socket
  std::vector<Finding> findings;
  Json status;  ///< the response of `/api/v1/status`; null if it failed
};
DaemonExamination examine_daemon(const std::string& socket);

/// Makes the running daemon call its own webhook of `channel` through the public URL, signed as the
/// service would. No findings if the channel has no webhook.
std::vector<Finding> examine_webhook(const std::string& socket, const std::string& channel);

/// Judges the response of `GET /api/v1/status`. Pure.
std::vector<Finding> judge_status(const Json& status);
/// Warns if requests arrived at unknown paths, for example because a webhook URL without its path
/// was entered in a service's console. Pure.
std::optional<Finding> judge_misdirected(const Json& status);
/// Compares the configuration that the daemon with this `status` runs with the one read here. Pure.
Finding judge_configuration(const Json& status, const generation::PlanSummary& here);
/// Judges the response of a webhook test. Pure.
Finding judge_webhook(const Json& answer);

}  // namespace yak::cli
