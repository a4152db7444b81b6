// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/rest/bounded_json.hpp"

#include <charconv>

#include "yak/text/json_depth.hpp"

namespace yak::twilio {

std::optional<nlohmann::json> parse_object(std::string_view text) {
  if (!is_shallow_json(text)) return std::nullopt;
  nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return parsed;
}

std::string text_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number() ? found->dump() : std::string();
}

int integer_of(const nlohmann::json& object, const char* name) {
  const std::string text = text_of(object, name);
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace yak::twilio
