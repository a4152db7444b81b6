// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace yak::twilio {

/// Parses an untrusted JSON object. Empty for anything else, and for what nests deeper than
/// `kMaxJsonDepth`.
std::optional<nlohmann::json> parse_object(std::string_view text);

/// A string or number member as text; empty when absent or of another type.
std::string text_of(const nlohmann::json& object, const char* name);

/// An integer member, sent as a number or as a string (Twilio does both); 0 when absent or neither.
int integer_of(const nlohmann::json& object, const char* name);

}  // namespace yak::twilio
