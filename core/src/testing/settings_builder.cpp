// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/settings_builder.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace yak::testing {
namespace {

SettingPtr make_node(std::string path, SettingNode::Data data) {
  auto node = std::make_shared<SettingNode>();
  node->path = std::move(path);
  node->data = std::move(data);
  return node;
}

}  // namespace

SettingsBuilder& SettingsBuilder::set(std::string key, SettingNode::Data data) {
  if (has_schema_ && schema_.find(key) == nullptr) {
    throw std::logic_error("the schema has no key '" + key + "'");
  }
  std::erase_if(values_, [&key](const auto& value) { return value.first == key; });
  SettingPtr node = make_node(key, std::move(data));
  values_.emplace_back(std::move(key), std::move(node));
  return *this;
}

SettingsBuilder& SettingsBuilder::text(std::string key, std::string value) {
  return set(std::move(key), std::move(value));
}
SettingsBuilder& SettingsBuilder::secret(std::string key, std::string value) {
  return set(std::move(key), Secret(std::move(value)));
}
SettingsBuilder& SettingsBuilder::boolean(std::string key, bool value) {
  return set(std::move(key), value);
}
SettingsBuilder& SettingsBuilder::integer(std::string key, std::int64_t value) {
  return set(std::move(key), value);
}
SettingsBuilder& SettingsBuilder::number(std::string key, double value) {
  return set(std::move(key), value);
}
SettingsBuilder& SettingsBuilder::duration(std::string key, std::chrono::milliseconds value) {
  return set(std::move(key), value);
}
SettingsBuilder& SettingsBuilder::size(std::string key, std::uint64_t bytes) {
  return set(std::move(key), static_cast<std::int64_t>(bytes));
}
SettingsBuilder& SettingsBuilder::rate(std::string key, Rate value) {
  return set(std::move(key), value);
}
SettingsBuilder& SettingsBuilder::json(std::string key, std::string text) {
  JsonText json;
  json.text = std::move(text);
  return set(std::move(key), std::move(json));
}
SettingsBuilder& SettingsBuilder::texts(std::string key, std::vector<std::string> values) {
  SettingNode::List list;
  for (std::string& value : values) list.push_back(make_node(key, std::move(value)));
  return set(std::move(key), std::move(list));
}
SettingsBuilder& SettingsBuilder::object(std::string key, const Settings& value) {
  return set(std::move(key), value.node()->data);
}
SettingsBuilder& SettingsBuilder::objects(std::string key, const std::vector<Settings>& values) {
  SettingNode::List list;
  for (const Settings& value : values) list.push_back(value.node());
  return set(std::move(key), std::move(list));
}
SettingsBuilder& SettingsBuilder::entries(
    std::string key, const std::vector<std::pair<std::string, Settings>>& values) {
  SettingNode::Map map;
  for (const auto& [name, value] : values) map.emplace_back(name, value.node());
  return set(std::move(key), std::move(map));
}
SettingsBuilder& SettingsBuilder::text_map(
    std::string key, const std::vector<std::pair<std::string, std::string>>& values) {
  SettingNode::Map map;
  for (const auto& [name, value] : values) map.emplace_back(name, make_node(key, value));
  return set(std::move(key), std::move(map));
}

Settings SettingsBuilder::build() const {
  SettingNode::Map map = values_;
  for (const Field& field : schema_.fields()) {
    const auto is_set = [&field](const auto& value) { return value.first == field.name; };
    if (field.default_yaml && std::ranges::none_of(map, is_set)) {
      map.emplace_back(field.name, default_node(field, field.name));
    }
  }
  return Settings(make_node({}, std::move(map)));
}

}  // namespace yak::testing
