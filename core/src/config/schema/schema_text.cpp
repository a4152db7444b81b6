// SPDX-License-Identifier: Apache-2.0
#include "config/schema/schema_text.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "config/yaml/scalar.hpp"

namespace yak::config {
namespace {

using Visit = std::function<void(const std::string& key, const Field& field)>;

/// Calls `visit` for each field and its nested fields, in order, with dotted keys.
void walk(const std::vector<Field>& fields, const std::string& prefix, const Visit& visit) {
  for (const Field& field : fields) {
    const std::string key = prefix + field.name;
    visit(key, field);
    if (field.type == FieldType::object) walk(field.children, key + '.', visit);
    const bool has_element = field.type == FieldType::list || field.type == FieldType::map;
    if (!has_element || field.children.front().type != FieldType::object) continue;
    walk(field.children.front().children, key + (field.type == FieldType::map ? ".NAME." : "[]."),
         visit);
  }
}

std::string type_name(const Field& field) {
  std::string name(to_string(field.type));
  if (field.type == FieldType::list || field.type == FieldType::map) {
    name += " of " + std::string(to_string(field.children.front().type));
  }
  return name;
}

/// Escapes a table cell: replaces line breaks and escapes bars, which would end the cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string code(std::string_view text) { return '`' + cell(text) + '`'; }

std::string default_cell(const Field& field) {
  if (field.is_required) return "required";
  return field.default_yaml ? code(*field.default_yaml) : "";
}

std::string bounds_cell(const Field& field) {
  std::string text;
  for (const std::string& word : field.words) text += (text.empty() ? "" : ", ") + code(word);
  if (field.minimum) text += show_bound(field.type, *field.minimum);
  if (field.minimum || field.maximum) text += " … ";
  if (field.maximum) text += show_bound(field.type, *field.maximum);
  return text;
}

nlohmann::ordered_json to_json(const std::string& key, const Field& field) {
  nlohmann::ordered_json json{{"key", key}, {"type", type_name(field)}};
  json["required"] = field.is_required;
  if (field.default_yaml) json["default"] = *field.default_yaml;
  if (field.minimum) json["minimum"] = *field.minimum;
  if (field.maximum) json["maximum"] = *field.maximum;
  if (!field.words.empty()) json["words"] = field.words;
  json["description"] = field.description;
  return json;
}

}  // namespace

std::string schema_markdown(const std::vector<SchemaSection>& sections) {
  std::string text;
  for (const SchemaSection& section : sections) {
    if (!text.empty()) text += '\n';
    text += "## " + section.title + "\n\n";
    text += "| key | type | default | bounds | description |\n| --- | --- | --- | --- | --- |\n";
    walk(section.schema.fields(), "", [&](const std::string& key, const Field& field) {
      text += "| " + code(key) + " | " + type_name(field) + " | " + default_cell(field) + " | " +
              bounds_cell(field) + " | " + cell(field.description) + " |\n";
    });
  }
  return text;
}

std::string schema_json(const std::vector<SchemaSection>& sections) {
  auto json = nlohmann::ordered_json::array();
  for (const SchemaSection& section : sections) {
    auto fields = nlohmann::ordered_json::array();
    walk(section.schema.fields(), "", [&](const std::string& key, const Field& field) {
      fields.push_back(to_json(key, field));
    });
    json.push_back({{"title", section.title}, {"fields", std::move(fields)}});
  }
  return json.dump(2) + '\n';
}

}  // namespace yak::config
