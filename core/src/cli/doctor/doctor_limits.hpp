#pragma once

#include <cstddef>
#include <optional>

#include "cli/daemon_answer.hpp"
#include "yak/finding.hpp"

namespace yak::cli {

/// Whether `limit` descriptors are enough for `configured` connections. Pure.
Finding judge_descriptors(std::size_t configured, std::size_t limit);

/// As above, from the running daemon's status; nullopt if the status lacks it.
std::optional<Finding> judge_descriptors(const Json& status);

}  // namespace yak::cli
