#pragma once

#include <sys/types.h>

#include <string>

#include "yak/error.hpp"

namespace yak::config {

/// The number of a group of this system, by its name or number. `not_found` where there is none.
/// May ask the network, where the system's groups are kept there: not on an event loop.
[[nodiscard]] result<gid_t> find_group(const std::string& name);

}  // namespace yak::config
