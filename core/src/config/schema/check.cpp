// SPDX-License-Identifier: Apache-2.0
#include "config/schema/check.hpp"

#include <algorithm>
#include <utility>

#include "config/schema/endpoint.hpp"
#include "config/yaml/json_value.hpp"
#include "config/yaml/parse.hpp"
#include "config/yaml/scalar.hpp"
#include "yak/text/suggest.hpp"

namespace yak::config {
namespace {

constexpr std::size_t kMaxListedKeys = 12;

std::string index_path(const std::string& path, std::size_t index) {
  return path + '[' + std::to_string(index) + ']';
}

/// `; the keys here are a, b` if the list is short, else a hint to `yak schema`.
std::string listing(std::span<const std::string_view> known) {
  if (known.empty() || known.size() > kMaxListedKeys) return "; `yak schema` lists the keys";
  std::string text = "; the keys here are ";
  for (const std::string_view& key : known) {
    if (&key != &known.front()) text += ", ";
    text += key;
  }
  return text;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

SettingPtr Checker::object(const MapLocation& place, std::span<const Field> fields) {
  std::vector<std::string_view> known;
  for (const Field& field : fields) known.push_back(field.name);
  const std::vector<std::string_view> mistyped = names(place, known);
  return values(place, fields, mistyped);
}

std::vector<std::string_view> Checker::names(const MapLocation& place,
                                             std::span<const std::string_view> known) {
  std::vector<std::string_view> meant;
  if (place.node == nullptr) return meant;
  for (const Node::Entry& entry : place.node->entries) {
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    std::string message = "unknown key '" + quotable_key(entry.key) + "'";
    const std::string_view close = closest(entry.key, known);
    if (entry.key.find(':') != std::string::npos) {
      message += "; write a space after the ':'";
    } else if (close.empty()) {
      message += listing(known);
    } else {
      message += "; did you mean '" + std::string(close) + "'?";
      meant.push_back(close);
    }
    sources_.problems.add(entry.key_position, place.path, std::move(message));
  }
  return meant;
}

SettingPtr Checker::values(const MapLocation& place, std::span<const Field> fields,
                           std::span<const std::string_view> mistyped) {
  SettingNode::Map map;
  for (const Field& field : fields) {
    const Node::Entry* entry = place.node == nullptr ? nullptr : place.node->find(field.name);
    const std::string path = join_path(place.path, field.name);
    SettingPtr checked;
    if (entry == nullptr && field.is_required) {
      if (std::ranges::find(mistyped, field.name) == mistyped.end()) {
        sources_.problems.add(place.position, path, "required, and missing");
      }
    } else if (entry == nullptr) {
      checked = missing(field, path);
    } else {
      const ValueLocation where{at(place_of(*entry)), path};
      Outcome outcome = value(*entry->value, field, where);
      if (outcome.state == Outcome::State::good) checked = std::move(outcome.value);
      if (outcome.state == Outcome::State::absent) {
        checked = absent(field, where, outcome.variables);
      }
    }
    if (checked) map.emplace_back(field.name, std::move(checked));
  }
  return std::make_shared<SettingNode>(SettingNode{place.position, place.path, std::move(map)});
}

SettingPtr Checker::absent(const Field& field, const ValueLocation& place,
                           const std::vector<std::string>& variables) {
  if (!field.is_required) return missing(field, place.path);
  std::string message = "required, and empty";
  if (!variables.empty()) message += "; set " + joined(variables);
  sources_.problems.add(place.position, place.path, std::move(message));
  return nullptr;
}

SettingPtr Checker::missing(const Field& field, const std::string& path) {
  if (field.default_yaml) return default_of(*field.default_yaml, field, path);
  const bool has_defaults =
      field.type == FieldType::object && std::ranges::none_of(field.children, &Field::is_required);
  if (!has_defaults) return nullptr;
  return values(MapLocation{nullptr, {}, path}, field.children);
}

SettingPtr Checker::default_of(const std::string& yaml, const Field& field,
                               const std::string& path) {
  static const Environment kNone;
  Problems problems;
  std::vector<Secret> secrets;
  const Sources sources{kNone, {}, {}, FileAccess::owner_only, problems, secrets, true};
  const NodePtr node = parse_yaml(yaml, problems);
  Outcome outcome;
  if (node) outcome = Checker(sources).value(*node, field, ValueLocation{{}, path});
  for (const Problem& problem : problems.sorted()) {
    sources_.problems.add({}, path, "the schema's own default is wrong: " + problem.message);
  }
  return outcome.value;
}

Checker::Outcome Checker::value(const Node& node, const Field& field, const ValueLocation& place) {
  if (field.type == FieldType::any) {
    std::optional<std::string> json = to_json(node, place.path, sources_);
    return json ? good(place, JsonText{std::move(*json)}) : Outcome{};
  }
  if (node.kind == Node::Kind::null) return {Outcome::State::absent, nullptr, {}};
  if (field.type == FieldType::list) return list(node, field, place);
  if (field.takes_one_value && node.kind == Node::Kind::scalar) {
    return one_for_all(node, field, place);
  }
  if (field.type == FieldType::map || field.type == FieldType::object) {
    return map(node, field, place);
  }
  return scalar(node, field, place);
}

Checker::Outcome Checker::scalar(const Node& node, const Field& field, const ValueLocation& place) {
  if (node.kind != Node::Kind::scalar) {
    return wrong(place, "expected " + std::string(describe(field.type)) + "; found " +
                            std::string(describe(node.kind)));
  }
  std::optional<ValueText> resolved = resolve(node, place.path, sources_);
  if (!resolved) return {};
  const bool is_text = field.type == FieldType::text;
  if (resolved->text.empty() && !(resolved->is_literal && is_text && !field.is_required)) {
    return {Outcome::State::absent, nullptr, std::move(resolved->variables)};
  }
  return text(*resolved, field, place);
}

Checker::Outcome Checker::text(const ValueText& value, const Field& field,
                               const ValueLocation& place) {
  const bool is_secret = field.type == FieldType::secret;
  if (is_secret && is_blank(value.text)) {
    return wrong(place, "the secret is blank; set it, or remove the key");
  }
  if (is_secret) {
    sources_.secrets.emplace_back(value.text);
    if (is_exposed(value)) {
      return wrong(place, "a secret in a file that its group or others can read; chmod 600 " +
                              sources_.file + ", or use ${NAME} or !file");
    }
  }
  result<SettingNode::Data> data = parse_scalar(field, value.text, value.is_quoted);
  if (data) return good(place, std::move(*data));
  std::string message = data.error().message;
  if (!is_secret) message += found(value);
  if (field.type == FieldType::choice && value.is_literal) {
    const std::vector<std::string_view> words(field.words.begin(), field.words.end());
    message += did_you_mean(value.text, words);
  }
  return wrong(place, std::move(message));
}

bool Checker::is_exposed(const ValueText& value) const {
  return sources_.access == FileAccess::others_too && !value.is_foreign && !is_origin(value.text);
}

Checker::Outcome Checker::list(const Node& node, const Field& field, const ValueLocation& place) {
  if (node.kind == Node::Kind::map) return wrong(place, "expected a list; found a map");
  const Field& element = field.children.front();
  SettingNode::List items;
  bool is_complete = true;
  const auto take = [&](Outcome outcome) {
    is_complete = is_complete && outcome.state != Outcome::State::wrong;
    if (outcome.state != Outcome::State::good) return;
    const auto* text = std::get_if<std::string>(&outcome.value->data);
    if (text == nullptr || !text->empty()) items.push_back(std::move(outcome.value));
  };
  if (node.kind == Node::Kind::scalar) {
    Outcome only = value(node, element, place);
    if (only.state == Outcome::State::absent) return only;
    take(std::move(only));
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& item = *node.items[i];
    const std::string path = index_path(place.path, i);
    take(value(item, element, ValueLocation{at(item.position), path}));
  }
  const std::size_t size = items.size();
  return collection(field, place, size, is_complete, std::move(items));
}

Checker::Outcome Checker::map(const Node& node, const Field& field, const ValueLocation& place) {
  if (node.kind != Node::Kind::map) {
    return wrong(place,
                 "expected a map of keys and values; found " + std::string(describe(node.kind)));
  }
  if (field.type == FieldType::object) {
    const MapLocation inside{&node, place.position, place.path};
    return {Outcome::State::good, object(inside, field.children), {}};
  }
  SettingNode::Map entries;
  bool is_complete = true;
  for (const Node::Entry& entry : node.entries) {
    const bool is_null = entry.value->kind == Node::Kind::null;
    const std::string path = join_path(place.path, is_null ? quotable_key(entry.key) : entry.key);
    const ValueLocation where{at(place_of(entry)), path};
    Outcome outcome = is_null ? wrong(where, "has no value; put a space after the key's ':'")
                              : value(*entry.value, field.children.front(), where);
    is_complete = is_complete && outcome.state != Outcome::State::wrong;
    if (outcome.state == Outcome::State::good) {
      entries.emplace_back(entry.key, std::move(outcome.value));
    }
  }
  const std::size_t size = entries.size();
  return collection(field, place, size, is_complete, std::move(entries));
}

Checker::Outcome Checker::one_for_all(const Node& node, const Field& field,
                                      const ValueLocation& place) {
  Outcome only = value(node, field.children.front(), place);
  if (only.state != Outcome::State::good) return only;
  SettingNode::Map entries;
  for (const Field& child : field.children) entries.emplace_back(child.name, only.value);
  return good(place, std::move(entries));
}

Checker::Outcome Checker::collection(const Field& field, const ValueLocation& place,
                                     std::size_t size, bool is_complete, SettingNode::Data data) {
  const result<void> within = check_bounds(field, static_cast<double>(size));
  if (is_complete && !within) return wrong(place, within.error().message);
  return good(place, std::move(data));
}

Position Checker::at(Position position) const {
  return sources_.is_default ? Position{} : position;
}

Checker::Outcome Checker::wrong(const ValueLocation& place, std::string message) {
  sources_.problems.add(place.position, place.path, std::move(message));
  return {};
}

Checker::Outcome Checker::good(const ValueLocation& place, SettingNode::Data data) {
  return {Outcome::State::good,
          std::make_shared<SettingNode>(SettingNode{place.position, place.path, std::move(data)}),
          {}};
}

}  // namespace yak::config
