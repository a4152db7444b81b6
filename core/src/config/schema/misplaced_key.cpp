// SPDX-License-Identifier: Apache-2.0
#include "config/schema/misplaced_key.hpp"

#include <algorithm>

#include "config/schema/core_schema.hpp"
#include "config/shipped_plugins.hpp"
#include "yak/schema.hpp"

namespace yak::config {
namespace {

std::string example(std::string_view before, std::string_view plugin, std::string_view after) {
  return std::string(before) + "{plugin: " + std::string(plugin) + ", …}" + std::string(after);
}

std::string home_of(std::string_view plugin, InstanceKind kind) {
  const std::string named = ", by a name of your choice: " + example("{NAME: ", plugin, "}");
  switch (kind) {
    case InstanceKind::store: return "belongs under 'store': " + example("", plugin, "");
    case InstanceKind::channel: return "belongs under 'channels'" + named;
    case InstanceKind::provider: return "belongs under 'providers'" + named;
    case InstanceKind::middleware: break;
  }
  return "belongs in the list 'middleware': " + example("[…, ", plugin, "]");
}

/// `'server' or 'admin'`: the sections that have a key of this name.
std::string sections_with(std::string_view key) {
  std::string sections;
  for (const Field& section : core_schema().fields()) {
    const bool is_named = section.type == FieldType::map && !section.children.empty();
    const Field& holder = is_named ? section.children.front() : section;
    if (holder.type != FieldType::object) continue;
    if (std::ranges::find(holder.children, key, &Field::name) == holder.children.end()) continue;
    sections += (sections.empty() ? "'" : " or '") + section.name + (is_named ? ".NAME'" : "'");
  }
  return sections;
}

}  // namespace

std::string misplaced_key(std::string_view key) {
  for (const auto& [plugin, kind] : kShippedPlugins) {
    if (plugin == key) return home_of(plugin, kind);
  }
  const std::string sections = sections_with(key);
  return sections.empty() ? std::string() : "belongs under " + sections;
}

}  // namespace yak::config
