// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "config/config.hpp"
#include "config/yaml/parse.hpp"

namespace yak::config::testing {

using Variables = std::map<std::string, std::string>;

inline Environment environment(Variables variables = {}) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

/// A parsed configuration and the problems found in it.
struct Reading {
  explicit Reading(std::string_view text, Variables variables = {},
                   FileAccess access = FileAccess::owner_only)
      : config(
            Config::parse(text, "yak.yaml", environment(std::move(variables)), problems, access)) {}

  Settings check(const Schema& schema) { return config.check(instance(), schema, problems); }
  [[nodiscard]] const Instance& instance(std::size_t index = 1) const {
    return config.instances().at(index);  // instance 0 is always the store
  }
  [[nodiscard]] std::string said() const { return problems.text(); }

  Problems problems;
  Config config;
};

/// Reads `keys`, one a line, as the settings of a channel whose plugin has this schema.
struct PluginReading {
  PluginReading(const std::string& keys, const Schema& schema, Variables variables = {},
                FileAccess access = FileAccess::owner_only)
      : reading("channels:\n  c:\n    plugin: p\n" + indented(keys), std::move(variables), access),
        settings(reading.check(schema)) {}

  static std::string indented(const std::string& lines) {
    std::string text;
    bool at_start = true;
    for (const char c : lines) {
      if (at_start) text += "    ";
      text += c;
      at_start = c == '\n';
    }
    return text + "\n";
  }
  [[nodiscard]] std::string said() const { return reading.said(); }

  Reading reading;
  Settings settings;
};

}  // namespace yak::config::testing
