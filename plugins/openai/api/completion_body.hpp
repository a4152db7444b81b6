#pragma once

#include <string_view>

#include "openai/errors/error_response.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// The largest body of a whole answer that is read: the answer's own bound, and what surrounds it.
inline constexpr std::size_t kMaxCompletionBody = std::size_t{4} << 20U;

/// Reads a whole answer, as it comes when no stream was asked for or a server does not stream. An
/// error may hide in a success (OpenRouter). `request_id` may be empty.
result<Completion> read_completion(std::string_view body, std::string_view request_id,
                                   const ErrorReader& errors);

}  // namespace yak::openai
