// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "openai/errors/error_response.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// The largest body of a whole answer: kMaxAnswerBytes, with room for escapes and other fields.
inline constexpr std::size_t kMaxCompletionBody = std::size_t{4} << 20U;

/// Reads an answer that was not streamed. It may be an error with status 200 (OpenRouter).
/// `request_id` may be empty.
result<Completion> read_completion(std::string_view body, std::string_view request_id,
                                   const ErrorReader& errors);

}  // namespace yak::openai
