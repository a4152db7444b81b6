// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace yak::config {

/// Looks up an environment variable; returns nothing if it is not set. Where it is passed by
/// reference it must outlive its user, except that Config keeps a copy.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process, read on each call.
[[nodiscard]] Environment process_environment();

}  // namespace yak::config
