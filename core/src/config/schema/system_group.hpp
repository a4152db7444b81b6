// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

#include "yak/error.hpp"

namespace yak::config {

/// The id of a system group, given its name or number. Fails with `not_found`. May block on the
/// network if the system's groups come from a directory service; must not be called on an event
/// loop.
[[nodiscard]] result<gid_t> find_group(const std::string& name);

}  // namespace yak::config
