// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// Whether the configured addresses can be bound, and who can reach the admin listener. `running`:
/// the daemon of this configuration runs and holds them.
std::vector<Diagnosis> diagnose_listeners(const config::Config& config, bool running);

/// Judges the mode of the admin socket. `group`: admin.group, may be empty. `folder_is_open`:
/// whether users other than its owner can enter the socket's folder. Queries the system's group
/// database.
Diagnosis diagnose_socket(const std::string& path, std::uint32_t mode, std::uint32_t owning_group,
                          const std::string& group, bool folder_is_open);

/// Whether `HOST:PORT` can be bound now. Blocks only while it resolves a host name.
Diagnosis diagnose_port(const std::string& what, const std::string& listen);

}  // namespace yak::doctor
