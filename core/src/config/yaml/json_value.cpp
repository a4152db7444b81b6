// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/json_value.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "config/yaml/scalar.hpp"

namespace yak::config {
namespace {

using Json = nlohmann::ordered_json;

Json typed(const std::string& text) {
  if (text == "null" || text == "~") return nullptr;
  if (const result<bool> value = parse_boolean(text)) return *value;
  if (const result<std::int64_t> value = parse_integer(text)) return *value;
  if (const result<double> value = parse_number(text)) return *value;
  return text;
}

class Converter {
 public:
  explicit Converter(const Sources& sources) : sources_(sources) {}

  // Recursion is bounded by the parser's TreeBuilder::kMaxDepth.
  Json convert(const Node& node, const std::string& path) {
    switch (node.kind) {
      case Node::Kind::scalar: return scalar(node, path);
      case Node::Kind::list: return list(node, path);
      case Node::Kind::map: return map(node, path);
      case Node::Kind::null: break;
    }
    return nullptr;
  }

  [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }

 private:
  Json scalar(const Node& node, const std::string& path) {
    const std::optional<ValueText> value = resolve(node, path, sources_);
    if (!value) {
      is_complete_ = false;
      return nullptr;
    }
    return node.style == Node::Style::plain ? typed(value->text) : Json(value->text);
  }

  Json list(const Node& node, const std::string& path) {
    Json array = Json::array();
    for (const NodePtr& item : node.items) {
      array.push_back(convert(*item, path + '[' + std::to_string(array.size()) + ']'));
    }
    return array;
  }

  Json map(const Node& node, const std::string& path) {
    Json object = Json::object();
    for (const Node::Entry& entry : node.entries) {
      object[entry.key] = convert(*entry.value, join_path(path, entry.key));
    }
    return object;
  }

  const Sources& sources_;
  bool is_complete_ = true;
};

}  // namespace

std::optional<std::string> to_json(const Node& node, const std::string& path,
                                   const Sources& sources) {
  Converter converter(sources);
  const Json json = converter.convert(node, path);
  if (!converter.is_complete()) return std::nullopt;
  // Environment variables may contain invalid UTF-8, which JSON does not allow.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace yak::config
