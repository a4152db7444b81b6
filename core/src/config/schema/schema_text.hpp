// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "yak/schema.hpp"

namespace yak::config {

/// A section of the reference: the keys of the core, or of one kind of a plugin.
struct SchemaSection {
  std::string title;
  Schema schema;
};

/// One table `key | type | default | bounds | description` per section, in Markdown. Nested keys
/// are dotted: `server.limits.max_connections`, `prices.models.NAME.input_usd_per_1m`,
/// `middleware[].plugin`.
[[nodiscard]] std::string schema_markdown(const std::vector<SchemaSection>& sections);

/// The same as JSON, indented: `[{"title", "fields": [{"key", "type", "required", "default",
/// "minimum", "maximum", "words", "description"}]}]`. Keys are dotted; absent members are omitted.
/// Bounds are numbers in the type's unit: milliseconds, bytes.
[[nodiscard]] std::string schema_json(const std::vector<SchemaSection>& sections);

}  // namespace yak::config
