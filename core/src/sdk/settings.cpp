// SPDX-License-Identifier: Apache-2.0
#include "yak/settings.hpp"

#include <stdexcept>

namespace yak {
namespace {

[[noreturn]] void bug(std::string_view key, const char* what) {
  throw std::logic_error("setting '" + std::string(key) + "': " + what);
}

}  // namespace

const SettingNode* Settings::find(std::string_view key) const noexcept {
  if (!object_) return nullptr;
  const auto* map = std::get_if<SettingNode::Map>(&object_->data);
  if (map == nullptr) return nullptr;
  for (const auto& [name, node] : *map) {
    if (name == key) return node.get();
  }
  return nullptr;
}

template <class T>
const T& Settings::get(std::string_view key) const {
  const SettingNode* node = find(key);
  if (node == nullptr) bug(key, "read, but absent");
  const T* value = std::get_if<T>(&node->data);
  if (value == nullptr) bug(key, "read as another type than its schema has");
  return *value;
}

bool Settings::has(std::string_view key) const noexcept { return find(key) != nullptr; }

const std::string& Settings::text(std::string_view key) const { return get<std::string>(key); }
const Secret& Settings::secret(std::string_view key) const { return get<Secret>(key); }
bool Settings::boolean(std::string_view key) const { return get<bool>(key); }
std::int64_t Settings::integer(std::string_view key) const { return get<std::int64_t>(key); }

double Settings::number(std::string_view key) const {
  const SettingNode* node = find(key);
  if (node != nullptr) {
    if (const auto* whole = std::get_if<std::int64_t>(&node->data)) {
      return static_cast<double>(*whole);
    }
  }
  return get<double>(key);
}

std::chrono::milliseconds Settings::duration(std::string_view key) const {
  return get<std::chrono::milliseconds>(key);
}

std::uint64_t Settings::size(std::string_view key) const {
  return static_cast<std::uint64_t>(get<std::int64_t>(key));
}

Rate Settings::rate(std::string_view key) const { return get<Rate>(key); }
const std::string& Settings::json(std::string_view key) const { return get<JsonText>(key).text; }

std::vector<std::string> Settings::texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (const SettingPtr& item : get<SettingNode::List>(key)) {
    const auto* text = std::get_if<std::string>(&item->data);
    if (text == nullptr) bug(key, "is not a list of texts");
    texts.push_back(*text);
  }
  return texts;
}

std::vector<std::chrono::milliseconds> Settings::durations(std::string_view key) const {
  std::vector<std::chrono::milliseconds> durations;
  for (const SettingPtr& item : get<SettingNode::List>(key)) {
    const auto* duration = std::get_if<std::chrono::milliseconds>(&item->data);
    if (duration == nullptr) bug(key, "is not a list of durations");
    durations.push_back(*duration);
  }
  return durations;
}

Settings Settings::object(std::string_view key) const {
  const SettingNode* node = find(key);
  if (node == nullptr) bug(key, "read, but absent");
  // Aliasing constructor: shares ownership of the whole object and points at one field.
  return Settings(SettingPtr(object_, node));
}

std::vector<Settings> Settings::objects(std::string_view key) const {
  std::vector<Settings> objects;
  for (const SettingPtr& item : get<SettingNode::List>(key)) objects.emplace_back(item);
  return objects;
}

std::vector<std::pair<std::string, Settings>> Settings::entries(std::string_view key) const {
  std::vector<std::pair<std::string, Settings>> entries;
  for (const auto& [name, node] : get<SettingNode::Map>(key)) {
    entries.emplace_back(name, Settings(node));
  }
  return entries;
}

std::vector<std::pair<std::string, std::string>> Settings::text_map(std::string_view key) const {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, node] : get<SettingNode::Map>(key)) {
    const auto* text = std::get_if<std::string>(&node->data);
    if (text == nullptr) bug(key, "is not a map of texts");
    texts.emplace_back(name, *text);
  }
  return texts;
}

Position Settings::position(std::string_view key) const noexcept {
  const SettingNode* node = find(key);
  if (node != nullptr && node->position.line != 0) return node->position;
  return object_ ? object_->position : Position{};
}

}  // namespace yak
