// SPDX-License-Identifier: Apache-2.0
#include "config/schema/misplaced_key.hpp"

#include <algorithm>
#include <array>

#include "config/schema/core_schema.hpp"
#include "yak/schema.hpp"

namespace yak::config {
namespace {

// The project's plugins by kind, including planned ones. A list, because no plugin is loaded yet
// when the file is read.
constexpr std::array<std::string_view, 3> kLayerPlugins{"commands", "history", "rate_limit"};
constexpr std::array<std::string_view, 10> kChannelPlugins{
    "console", "discord",         "openai_server", "signal",  "slack",
    "email",   "twilio_whatsapp", "telegram",      "webchat", "whatsapp_cloud"};
constexpr std::array<std::string_view, 3> kProviderPlugins{"anthropic", "echo", "openai"};
constexpr std::array<std::string_view, 3> kStorePlugins{"memory", "postgres", "sqlite"};

bool is_one_of(std::string_view key, const auto& names) {
  return std::ranges::find(names, key) != names.end();
}

std::string example(std::string_view before, std::string_view plugin, std::string_view after) {
  return std::string(before) + "{plugin: " + std::string(plugin) + ", …}" + std::string(after);
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
  if (is_one_of(key, kLayerPlugins)) {
    return "belongs in the list 'middleware': " + example("[…, ", key, "]");
  }
  if (is_one_of(key, kChannelPlugins)) {
    return "belongs under 'channels', by a name of your choice: " + example("{NAME: ", key, "}");
  }
  if (is_one_of(key, kProviderPlugins)) {
    return "belongs under 'providers', by a name of your choice: " + example("{NAME: ", key, "}");
  }
  if (is_one_of(key, kStorePlugins)) return "belongs under 'store': " + example("", key, "");
  const std::string sections = sections_with(key);
  return sections.empty() ? std::string() : "belongs under " + sections;
}

}  // namespace yak::config
