// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/setting_walk.hpp"

#include <memory>
#include <variant>
#include <vector>

namespace yak::generation {
namespace {

using TextChange = std::function<std::string(const std::string& text)>;
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

/// Copies the nodes that it changes and those above them.
class TextReplacement {
 public:
  TextReplacement(TextRole role, const TextChange& change) : role_(role), change_(change) {}

  [[nodiscard]] SettingPtr fields(const std::vector<Field>& fields,
                                  const SettingPtr& object) const {
    if (!std::holds_alternative<SettingNode::Map>(object->data)) return object;
    auto copy = std::make_shared<SettingNode>(*object);
    for (auto& [name, value] : std::get<SettingNode::Map>(copy->data)) {
      for (const Field& field : fields) {
        if (name == field.name && value) value = one(field, value);
      }
    }
    return copy;
  }

 private:
  [[nodiscard]] SettingPtr one(const Field& field, const SettingPtr& node) const {
    if (field.type == FieldType::object) return fields(field.children, node);
    auto copy = std::make_shared<SettingNode>(*node);
    if (auto* text = std::get_if<std::string>(&copy->data)) {
      if (field.role != role_) return node;
      *text = change_(*text);
    } else if (auto* list = std::get_if<SettingNode::List>(&copy->data)) {
      for (SettingPtr& item : *list) item = one(field.children.front(), item);
    } else if (auto* map = std::get_if<SettingNode::Map>(&copy->data)) {
      for (auto& [name, value] : *map) value = one(field.children.front(), value);
    }
    return copy;
  }

  TextRole role_;
  const TextChange& change_;
};

}  // namespace

void for_each_text(const Schema& schema, const Settings& settings, TextRole role,
                   const TextVisitor& visit) {
  if (settings.node() != nullptr)
    SettingWalk(role, visit).fields(schema.fields(), *settings.node());
}

Settings with_texts_changed(const Schema& schema, const Settings& settings, TextRole role,
                            const TextChange& change) {
  if (settings.node() == nullptr) return settings;
  return Settings(TextReplacement(role, change).fields(schema.fields(), settings.node()));
}

}  // namespace yak::generation
