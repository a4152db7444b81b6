#pragma once

#include <functional>
#include <optional>
#include <string>

namespace yak::config {

/// Looks up an environment variable; nothing where it is not set. Must outlive what it is given to
/// as a reference; Config keeps a copy.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process, read at each call.
[[nodiscard]] Environment process_environment();

}  // namespace yak::config
