#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "yak/finding.hpp"

namespace yak::app {

/// Whether what the configuration listens on can be had, and who can reach the admin listener.
/// `running`: the daemon of this configuration answers, and so holds them.
std::vector<Finding> examine_listeners(const config::Config& config, bool running);

/// Whether `HOST:PORT` can be bound now. Blocks only for the look-up of a name.
Finding examine_port(const std::string& what, const std::string& listen);

}  // namespace yak::app
