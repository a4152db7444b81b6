#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace yak::twilio {

/// Parses a JSON object from outside. Nothing for anything else, and for nesting deeper than 32,
/// which nlohmann's parser would take and its destructor or copy overflow the stack on.
std::optional<nlohmann::json> parse_object(std::string_view text);

/// A text or number member as text; empty when absent or of another type.
std::string text_of(const nlohmann::json& object, const char* name);

/// An integer member, written as number or as text (Twilio does both); 0 when absent or neither.
int integer_of(const nlohmann::json& object, const char* name);

}  // namespace yak::twilio
