// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "doctor/watched_http.hpp"
#include "yak/clock.hpp"
#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// Judges this machine's clock and the servers' certificates by what was observed during the
/// examination. Pure.
std::vector<Diagnosis> diagnose_servers(const std::map<std::string, SeenServer>& servers,
                                        WallTime now);

/// Whether the disk of `folder` has room. Below `floor` the daemon accepts no messages.
Diagnosis diagnose_room(const std::string& folder, std::uint64_t floor);
/// As `diagnose_room` for a given number of free bytes. Pure.
Diagnosis diagnose_room(const std::string& folder, std::uint64_t free, std::uint64_t floor);

}  // namespace yak::doctor
