// SPDX-License-Identifier: Apache-2.0
#include "config/changes.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <variant>

namespace yak::config {
namespace {

bool same_node(const SettingPtr& left, const SettingPtr& right);

/// Compares two values of one type.
struct SameValue {
  template <class T>
  bool operator()(const T& left, const T& right) const {
    return left == right;
  }
  bool operator()(const Secret& left, const Secret& right) const {
    return left.equals(right.reveal());
  }
  bool operator()(const Rate& left, const Rate& right) const {
    return left.count == right.count && left.per == right.per;
  }
  bool operator()(const JsonText& left, const JsonText& right) const {
    return left.text == right.text;
  }
  bool operator()(const SettingNode::List& left, const SettingNode::List& right) const {
    return std::ranges::equal(left, right, same_node);
  }
  bool operator()(const SettingNode::Map& left, const SettingNode::Map& right) const {
    return std::ranges::equal(left, right, [](const auto& one, const auto& other) {
      return one.first == other.first && same_node(one.second, other.second);
    });
  }
  template <class T, class U>
  bool operator()(const T& /*left*/, const U& /*right*/) const {
    return false;
  }
};

bool same_node(const SettingPtr& left, const SettingPtr& right) {
  if (left == right) return true;
  if (!left || !right) return false;
  return std::visit(SameValue(), left->data, right->data);
}

const SettingNode::Map* map_of(const SettingPtr& node) {
  return node ? std::get_if<SettingNode::Map>(&node->data) : nullptr;
}

void compare(const SettingPtr& before, const SettingPtr& after, const std::string& path,
             std::vector<std::string>& changed) {
  if (same_node(before, after)) return;
  const SettingNode::Map* old_map = map_of(before);
  const SettingNode::Map* new_map = map_of(after);
  if (old_map == nullptr || new_map == nullptr) {
    changed.push_back(path);
    return;
  }
  std::map<std::string_view, std::pair<SettingPtr, SettingPtr>> keys;
  for (const auto& [key, value] : *old_map) keys[key].first = value;
  for (const auto& [key, value] : *new_map) keys[key].second = value;
  for (const auto& [key, values] : keys) {
    const std::string below = path.empty() ? std::string(key) : path + '.' + std::string(key);
    compare(values.first, values.second, below, changed);
  }
}

}  // namespace

bool same(const Settings& left, const Settings& right) {
  return same_node(left.node(), right.node());
}

std::vector<std::string> changed_keys(const Settings& before, const Settings& after) {
  std::vector<std::string> changed;
  compare(before.node(), after.node(), "", changed);
  return changed;
}

}  // namespace yak::config
