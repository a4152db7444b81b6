// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "openai/errors/error_response.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// The answer of one request, as read so far.
struct Answer {
  std::string text;                ///< content, or a refusal
  bool refused = false;            ///< `text` holds (or ends in) a refusal
  std::string finish_reason;       ///< as sent; empty when none was sent
  std::vector<std::string> tools;  ///< names of the tools that the model called
  std::string model;
  std::string id;  ///< of the completion; used as request id when no header has one
  Usage usage;
};

/// An answer whose text is larger is an error.
inline constexpr std::size_t kMaxAnswerBytes = std::size_t{1} << 20U;

/// Completes an answer. Adds a remark where text is missing (a filtered answer, a token budget used
/// up by reasoning, an empty answer). Added text is appended to `delta` too, so that all deltas
/// together are the text. `unsupported` when the model called tools without any text.
result<Completion> conclude(Answer answer, const ErrorReader& errors, std::string& delta);

}  // namespace yak::openai
