#pragma once

#include <map>
#include <string>
#include <vector>

#include "doctor/watched_http.hpp"
#include "yak/clock.hpp"
#include "yak/finding.hpp"

namespace yak::doctor {

/// What the servers that were asked by the way told of this machine's clock, and how long their
/// certificates hold. Pure.
std::vector<Finding> judge_servers(const std::map<std::string, SeenServer>& servers, WallTime now);

/// Whether the disk of `folder` has room: below `floor` the daemon takes no messages.
Finding examine_room(const std::string& folder, std::uint64_t floor);
/// The same for a known number of free bytes. Pure.
Finding judge_room(const std::string& folder, std::uint64_t free, std::uint64_t floor);

}  // namespace yak::doctor
