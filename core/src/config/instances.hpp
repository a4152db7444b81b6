// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "config/instance.hpp"
#include "config/yaml/value_text.hpp"

namespace yak::config {

/// The middleware plugins of a configuration without the key `middleware`, outermost first.
[[nodiscard]] std::span<const std::string_view> default_chain() noexcept;

/// The instances in the file: the store, then channels, providers and middleware (or the default
/// chain). Checks the keys of the core; Config::check checks the plugin's keys later. An invalid
/// instance is reported as a problem and left out.
[[nodiscard]] std::vector<Instance> read_instances(const Node& root, const Sources& sources);

}  // namespace yak::config
