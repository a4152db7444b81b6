#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "yak/finding.hpp"

namespace yak::doctor {

/// Whether what the configuration listens on can be had, and who can reach the admin listener.
/// `running`: the daemon of this configuration answers, and so holds them.
std::vector<Finding> examine_listeners(const config::Config& config, bool running);

/// What the mode of the admin socket means. `group`: admin.group, may be empty; `folder_is_open`:
/// whether others than its owner get through the folder of the socket. Asks the system's groups.
Finding judge_socket(const std::string& path, std::uint32_t mode, std::uint32_t owning_group,
                     const std::string& group, bool folder_is_open);

/// Whether `HOST:PORT` can be bound now. Blocks only for the look-up of a name.
Finding examine_port(const std::string& what, const std::string& listen);

}  // namespace yak::doctor
