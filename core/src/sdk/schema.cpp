// SPDX-License-Identifier: Apache-2.0
#include "yak/schema.hpp"

#include <algorithm>
#include <utility>

namespace yak {
namespace {

Field make(FieldType type, std::string name, std::string description) {
  Field field;
  field.type = type;
  field.name = std::move(name);
  field.description = std::move(description);
  return field;
}

}  // namespace

Field Field::text(std::string name, std::string description) {
  return make(FieldType::text, std::move(name), std::move(description));
}
Field Field::secret(std::string name, std::string description) {
  return make(FieldType::secret, std::move(name), std::move(description));
}
Field Field::boolean(std::string name, std::string description) {
  return make(FieldType::boolean, std::move(name), std::move(description));
}
Field Field::integer(std::string name, std::string description) {
  return make(FieldType::integer, std::move(name), std::move(description));
}
Field Field::number(std::string name, std::string description) {
  return make(FieldType::number, std::move(name), std::move(description));
}
Field Field::duration(std::string name, std::string description) {
  return make(FieldType::duration, std::move(name), std::move(description));
}
Field Field::size(std::string name, std::string description) {
  return make(FieldType::size, std::move(name), std::move(description));
}
Field Field::rate(std::string name, std::string description) {
  return make(FieldType::rate, std::move(name), std::move(description));
}
Field Field::choice(std::string name, std::string description, std::vector<std::string> words) {
  Field field = make(FieldType::choice, std::move(name), std::move(description));
  field.words = std::move(words);
  return field;
}
Field Field::list(std::string name, std::string description, Field element) {
  Field field = make(FieldType::list, std::move(name), std::move(description));
  field.children.push_back(std::move(element));
  return field;
}
Field Field::map(std::string name, std::string description, Field element) {
  Field field = make(FieldType::map, std::move(name), std::move(description));
  field.children.push_back(std::move(element));
  return field;
}
Field Field::object(std::string name, std::string description, Schema fields) {
  Field field = make(FieldType::object, std::move(name), std::move(description));
  field.children = fields.fields();
  return field;
}
Field Field::any(std::string name, std::string description) {
  return make(FieldType::any, std::move(name), std::move(description));
}
Field Field::element(FieldType type) { return make(type, "", ""); }
Field Field::element(Schema fields) { return object("", "", std::move(fields)); }

Field Field::required() && {
  is_required = true;
  return std::move(*this);
}
Field Field::defaults_to(std::string yaml) && {
  default_yaml = std::move(yaml);
  return std::move(*this);
}
Field Field::names_users() && {
  role = TextRole::user;
  return std::move(*this);
}
Field Field::is_route() && {
  role = TextRole::route;
  return std::move(*this);
}
Field Field::between(double low, double high) && {
  minimum = low;
  maximum = high;
  return std::move(*this);
}

Field Field::or_one_value() && {
  takes_one_value = true;
  return std::move(*this);
}

const Field* Schema::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  return found == fields_.end() ? nullptr : &*found;
}

}  // namespace yak
