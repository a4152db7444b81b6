#pragma once

#include <string>

#include "cli/admin_client.hpp"
#include "cli/daemon_answer.hpp"

namespace yak::cli {

/// Why the daemon has no endpoint for the channel `name`: it is unknown, off, or of a plugin that
/// has none. `status` is what `GET /api/v1/status` answered; `whose`: what the channel would have
/// to be, `a terminal's`. The channels of the daemon are listed. Pure.
std::string explain_channel(const Json& status, const std::string& name, const std::string& whose);

/// The same, asking the daemon. Blocks.
std::string why_no_endpoint(AdminClient& client, const std::string& name, const std::string& whose);

}  // namespace yak::cli
