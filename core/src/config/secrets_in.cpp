// SPDX-License-Identifier: Apache-2.0
#include "config/secrets_in.hpp"

#include <variant>

namespace yak::config {
namespace {

void collect(const SettingPtr& node, std::vector<Secret>& found) {
  if (!node) return;
  if (const auto* secret = std::get_if<Secret>(&node->data)) {
    found.push_back(*secret);
  } else if (const auto* list = std::get_if<SettingNode::List>(&node->data)) {
    for (const SettingPtr& item : *list) collect(item, found);
  } else if (const auto* map = std::get_if<SettingNode::Map>(&node->data)) {
    for (const auto& entry : *map) collect(entry.second, found);
  }
}

}  // namespace

std::vector<Secret> secrets_in(const Settings& settings) {
  std::vector<Secret> found;
  collect(settings.node(), found);
  return found;
}

}  // namespace yak::config
