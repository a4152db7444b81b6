// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "config/yaml/value_text.hpp"

namespace yak::config {

/// Converts a node of any kind to JSON text, with `${…}` and tags resolved. Unquoted scalars get
/// the types of YAML's core schema (null, true, false, decimal numbers; everything else is text);
/// quoted and tagged scalars are text. If a scalar cannot be resolved, reports problems and returns
/// nothing.
[[nodiscard]] std::optional<std::string> to_json(const Node& node, const std::string& path,
                                                 const Sources& sources);

}  // namespace yak::config
