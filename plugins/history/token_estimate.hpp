// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace yak::history {

/// About how many tokens a line of a talk costs, without the model's own tokenizer.
///
/// Four characters a token is OpenAI's rule for English ("What are tokens and how to count them?",
/// OpenAI help centre, article 4936856); three more frame each message (OpenAI cookbook, "How to
/// count tokens with tiktoken"). Counting bytes of UTF-8 instead of characters leans to the safe
/// side for other scripts, which cost more tokens a character. Pure.
std::int64_t estimate_tokens(std::string_view text) noexcept;

}  // namespace yak::history
