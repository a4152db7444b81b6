// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "conversation/admission/pairing_codes.hpp"

namespace yak::conversation {

/// Serializes a waiting sender for the store; the code is the entry's key. Pure.
std::string waiting_to_json(const WaitingSender& sender);
/// Parses that text; returns nullopt if it is invalid.
std::optional<WaitingSender> waiting_from_json(const std::string& code, const std::string& text);

}  // namespace yak::conversation
