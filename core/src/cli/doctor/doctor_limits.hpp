// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "cli/daemon_answer.hpp"
#include "yak/diagnosis.hpp"

namespace yak::cli {

/// Whether `limit` descriptors are enough for `configured` connections. Pure.
Diagnosis diagnose_descriptors(std::size_t configured, std::size_t limit);

/// As above, from the running daemon's status; nullopt if the status lacks it.
std::optional<Diagnosis> diagnose_descriptors(const Json& status);

}  // namespace yak::cli
