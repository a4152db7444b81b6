// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "yak/message/message.hpp"

namespace yak::models {

/// Returns the reply to a message without text; no model is called, because a model that gets an
/// empty line answers the previous line again. Names the kinds of the attached files. Returns
/// nullopt for a message with text, or with text that describes a location or a button. Pure.
std::optional<std::string> notice_without_text(const Message& message);

}  // namespace yak::models
