#pragma once

#include <optional>
#include <string>

#include "config/yaml/value_text.hpp"

namespace yak::config {

/// A node of any shape as JSON text, `${…}` and tags resolved. Unquoted scalars are typed as by
/// YAML's core schema (null, true, false, decimal numbers; everything else is text); what is in
/// quotes or behind a tag is text. Nothing, with problems, where a scalar cannot be resolved.
[[nodiscard]] std::optional<std::string> to_json(const Node& node, const std::string& path,
                                                 const Sources& sources);

}  // namespace yak::config
