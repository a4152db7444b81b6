// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "yak/testing/settings_builder.hpp"

namespace yak::testing {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The scalar without its quotes.
std::string unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

/// Removes a number from the front of `text` and returns it.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct Unit {
  std::string_view name;
  double factor;
};
constexpr Unit kSpans[] = {
    {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit kSizes[] = {
    {"", 1}, {"B", 1}, {"KiB", 1024}, {"MiB", 1024. * 1024}, {"GiB", 1024. * 1024 * 1024}};

template <std::size_t N>
std::optional<double> with_unit(std::string_view text, const Unit (&units)[N]) {
  const std::optional<double> number = take_number(text);
  if (!number) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.name == text) return *number * unit.factor;
  }
  return std::nullopt;
}

std::chrono::milliseconds span(double milliseconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
}

std::optional<Rate> rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::string_view count_text = text.substr(0, slash);
  const std::optional<double> count = take_number(count_text);
  const std::optional<double> per = with_unit(text.substr(slash + 1), kSpans);
  if (!count || !per) return std::nullopt;
  Rate rate;
  rate.count = static_cast<std::uint32_t>(*count);
  rate.per = span(*per);
  return rate;
}

/// The items of `[a, b]`.
std::optional<std::vector<std::string_view>> items(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::nullopt;
  text = trim(text.substr(1, text.size() - 2));
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    items.push_back(trim(text.substr(0, comma)));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return items;
}

std::optional<SettingNode::Data> list(const Field& field, std::string_view text,
                                      const std::string& path) {
  const auto texts = items(text);
  if (!texts) return std::nullopt;
  SettingNode::List list;
  for (const std::string_view item : *texts) {
    Field element = field.children.at(0);
    element.default_yaml = std::string(item);
    list.push_back(default_node(element, path));
  }
  return list;
}

/// The value for `{}`: the defaults of the object's own fields.
std::optional<SettingNode::Data> object(const Field& field, std::string_view text,
                                        const std::string& path) {
  if (text != "{}") return std::nullopt;
  SettingNode::Map map;
  if (field.type == FieldType::object) {
    for (const Field& child : field.children) {
      if (!child.default_yaml) continue;
      map.emplace_back(child.name, default_node(child, path + "." + child.name));
    }
  }
  return map;
}

std::optional<SettingNode::Data> parse(const Field& field, std::string_view text,
                                       const std::string& path) {
  using Data = SettingNode::Data;
  const auto whole = [](double value) { return Data(static_cast<std::int64_t>(value)); };
  switch (field.type) {
    case FieldType::text:
    case FieldType::choice: return unquoted(text);
    case FieldType::secret: return Data(Secret(unquoted(text)));
    case FieldType::boolean:
      if (text != "true" && text != "false") return std::nullopt;
      return Data(text == "true");
    case FieldType::integer:
    case FieldType::size: {
      const std::optional<double> value = with_unit(text, kSizes);
      return value ? std::optional<Data>(whole(*value)) : std::nullopt;
    }
    case FieldType::number: {
      const std::optional<double> value = take_number(text);
      return value ? std::optional<Data>(*value) : std::nullopt;
    }
    case FieldType::duration: {
      const std::optional<double> value = with_unit(text, kSpans);
      return value ? std::optional<Data>(span(*value)) : std::nullopt;
    }
    case FieldType::rate: {
      const std::optional<Rate> value = rate(text);
      return value ? std::optional<Data>(*value) : std::nullopt;
    }
    case FieldType::list: return list(field, text, path);
    case FieldType::map:
    case FieldType::object: return object(field, text, path);
    case FieldType::any: {
      JsonText json;
      json.text = std::string(text);
      return Data(std::move(json));
    }
  }
  return std::nullopt;
}

}  // namespace

SettingPtr default_node(const Field& field, std::string path) {
  const std::string_view text = trim(field.default_yaml.value());
  auto data = parse(field, text, path);
  if (!data) {
    throw std::logic_error("the default of '" + path + "' cannot be read: " + std::string(text));
  }
  auto node = std::make_shared<SettingNode>();
  node->path = std::move(path);
  node->data = std::move(*data);
  return node;
}

}  // namespace yak::testing
