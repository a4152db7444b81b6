// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "config/yaml/node.hpp"
#include "config/yaml/problems.hpp"

namespace yak::config {

/// Parses one YAML document (UTF-8) into a tree, within the bounds of TreeBuilder and
/// Config::kMaxFileBytes. Returns null, with at least one problem, if there is no usable tree. An
/// empty document gives a node of kind `null`.
[[nodiscard]] NodePtr parse_yaml(std::string_view text, Problems& problems);

}  // namespace yak::config
