// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/admin_client.hpp"
#include "cli/daemon_answer.hpp"

namespace yak::cli {

/// Explains why the daemon has no endpoint for the channel `name`: it is unknown, off, or its
/// plugin has none. `status`: the response of `GET /api/v1/status`. `whose`: the required kind of
/// channel, as `a terminal's`. The text lists the daemon's channels. Pure.
std::string explain_channel(const Json& status, const std::string& name, const std::string& whose);

/// As `explain_channel`, with the status queried from the daemon. Blocks.
std::string why_no_endpoint(AdminClient& client, const std::string& name, const std::string& whose);

}  // namespace yak::cli
