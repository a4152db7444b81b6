// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::testing {

/// Builds Settings for a test, without a file:
/// `SettingsBuilder(schema()).secret("api_key", "sk-1").duration("timeout", 5s).build()`.
/// With a schema, missing keys get its defaults, and a key that it does not have throws
/// std::logic_error. Bounds are not checked.
class SettingsBuilder {
 public:
  SettingsBuilder() = default;
  explicit SettingsBuilder(Schema schema) : schema_(std::move(schema)), has_schema_(true) {}

  SettingsBuilder& text(std::string key, std::string value);  ///< text and choice
  SettingsBuilder& secret(std::string key, std::string value);
  SettingsBuilder& boolean(std::string key, bool value);
  SettingsBuilder& integer(std::string key, std::int64_t value);
  SettingsBuilder& number(std::string key, double value);
  SettingsBuilder& duration(std::string key, std::chrono::milliseconds value);
  SettingsBuilder& size(std::string key, std::uint64_t bytes);
  SettingsBuilder& rate(std::string key, Rate value);
  SettingsBuilder& json(std::string key, std::string text);
  SettingsBuilder& texts(std::string key, std::vector<std::string> values);
  SettingsBuilder& object(std::string key, const Settings& value);
  SettingsBuilder& objects(std::string key, const std::vector<Settings>& values);
  SettingsBuilder& entries(std::string key,
                           const std::vector<std::pair<std::string, Settings>>& values);
  SettingsBuilder& text_map(std::string key,
                            const std::vector<std::pair<std::string, std::string>>& values);

  [[nodiscard]] Settings build() const;

 private:
  SettingsBuilder& set(std::string key, SettingNode::Data data);

  Schema schema_;
  bool has_schema_ = false;
  SettingNode::Map values_;
};

/// A node for `yaml`, the default of a field of this type: scalars, `[]`, `[a, b]` and `{}`. Throws
/// std::logic_error if it cannot be parsed.
[[nodiscard]] SettingPtr default_node(const Field& field, std::string path);

}  // namespace yak::testing
