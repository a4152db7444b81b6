#pragma once

#include <string>
#include <vector>

#include "yak/schema.hpp"

namespace yak::config {

/// A chapter of the reference: the core's keys, or those of one plugin's kind.
struct SchemaSection {
  std::string title;
  Schema schema;
};

/// Tables `key | type | default | bounds | description`, one a section, nested keys dotted:
/// `server.limits.max_connections`, `prices.models.NAME.input_usd_per_1m`, `middleware[].plugin`.
[[nodiscard]] std::string schema_markdown(const std::vector<SchemaSection>& sections);

/// The same as JSON, indented: `[{"title", "fields": [{"key", "type", "required", "default",
/// "minimum", "maximum", "words", "description"}]}]`, keys dotted, absent parts left out. Bounds
/// are numbers in the unit of the type: milliseconds, bytes.
[[nodiscard]] std::string schema_json(const std::vector<SchemaSection>& sections);

}  // namespace yak::config
