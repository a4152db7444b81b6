#pragma once

#include <string_view>

#include "config/yaml/node.hpp"
#include "config/yaml/problems.hpp"

namespace yak::config {

/// Reads one YAML document (UTF-8) into a tree of its own, within the bounds of TreeBuilder and
/// Config::kMaxFileBytes. Null, with at least one problem, where there is no tree to go on with; a
/// document without content gives a tree of kind `null`.
[[nodiscard]] NodePtr parse_yaml(std::string_view text, Problems& problems);

}  // namespace yak::config
