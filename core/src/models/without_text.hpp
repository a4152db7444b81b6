#pragma once

#include <optional>
#include <string>

#include "yak/message.hpp"

namespace yak::models {

/// What to answer to a message in which nothing was written, instead of asking a model: a model
/// that gets an empty line answers the line before once more. Names the kinds of files that came.
/// Nothing for a message with a text, or with words for something else (a place, a button). Pure.
std::optional<std::string> words_without_text(const Message& message);

}  // namespace yak::models
