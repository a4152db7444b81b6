// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/setting_walk.hpp"

#include <vector>

namespace yak::generation {
namespace {

using TextVisitor = std::function<void(const SettingNode& node, const std::string& text)>;

class SettingWalk {
 public:
  SettingWalk(TextRole role, const TextVisitor& visit) : role_(role), visit_(visit) {}

  void fields(const std::vector<Field>& fields, const SettingNode& object) const {
    const auto* map = std::get_if<SettingNode::Map>(&object.data);
    if (map == nullptr) return;
    for (const Field& field : fields) {
      for (const auto& [name, value] : *map) {
        if (name == field.name && value) one(field, *value);
      }
    }
  }

 private:
  void one(const Field& field, const SettingNode& node) const {
    if (const auto* text = std::get_if<std::string>(&node.data)) {
      if (field.role == role_) visit_(node, *text);
    } else if (field.type == FieldType::object) {
      fields(field.children, node);
    } else if (const auto* list = std::get_if<SettingNode::List>(&node.data)) {
      for (const SettingPtr& item : *list) one(field.children.front(), *item);
    } else if (const auto* map = std::get_if<SettingNode::Map>(&node.data)) {
      for (const auto& [name, value] : *map) one(field.children.front(), *value);
    }
  }

  TextRole role_;
  const TextVisitor& visit_;
};

}  // namespace

void for_each_text(const Schema& schema, const Settings& settings, TextRole role,
                   const TextVisitor& visit) {
  if (settings.node() != nullptr)
    SettingWalk(role, visit).fields(schema.fields(), *settings.node());
}

}  // namespace yak::generation
