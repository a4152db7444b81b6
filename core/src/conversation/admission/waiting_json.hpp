#pragma once

#include <optional>
#include <string>

#include "conversation/admission/pairing_codes.hpp"

namespace yak::conversation {

/// How the store keeps a waiting sender, beside its code. Pure.
std::string waiting_to_json(const WaitingSender& sender);
/// Nothing when it is no such text.
std::optional<WaitingSender> waiting_from_json(const std::string& code, const std::string& text);

}  // namespace yak::conversation
