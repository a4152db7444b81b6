// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "admin/api_response.hpp"
#include "yak/context/daemon.hpp"
#include "yak/store/maintenance.hpp"

/// The store's queues, as status pages show them. Pure.
namespace yak::admin {

/// One line for each count, with ages, and a hint if there are dead letters.
std::vector<StatusLine> queue_text(const StoreStats& stats, WallTime now);

/// As numbers: ages in seconds, null where nothing waits.
Json queue_as_json(const StoreStats& stats, WallTime now);

}  // namespace yak::admin
