#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/daemon_answer.hpp"
#include "generation/plan/plan_summary.hpp"
#include "yak/finding.hpp"

namespace yak::cli {

/// What the daemon that answers on `socket` says of itself; `running` is false, without findings,
/// where nobody answers.
struct DaemonExamination {
  bool running = false;
  bool refused = false;  ///< this user may not open the socket
  std::vector<Finding> findings;
  Json status;  ///< what `/api/v1/status` told; null where it did not
};
DaemonExamination examine_daemon(const std::string& socket);

/// Has the running daemon call its own webhook of `channel` through the public URL, signed as the
/// service would. Nothing where the channel has no webhook.
std::vector<Finding> examine_webhook(const std::string& socket, const std::string& channel);

/// What `GET /api/v1/status` means. Pure.
std::vector<Finding> judge_status(const Json& status);
/// Whether requests came to paths that nothing serves, as from a console where a URL without its
/// path was entered. Pure.
std::optional<Finding> judge_misdirected(const Json& status);
/// Whether the daemon with this `status` runs what was read here; else what it runs instead. Pure.
Finding judge_configuration(const Json& status, const generation::PlanSummary& here);
/// What the answer to a webhook test means. Pure.
Finding judge_webhook(const Json& answer);

}  // namespace yak::cli
