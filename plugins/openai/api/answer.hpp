#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "openai/errors/error_response.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// What was gathered of one answer, whole or in pieces.
struct Answer {
  std::string text;                ///< content, or the refusal in its place
  bool refused = false;            ///< `text` holds (or ends in) a refusal
  std::string finish_reason;       ///< as sent; empty when none came
  std::vector<std::string> tools;  ///< names of the tools that the model called
  std::string model;
  std::string id;  ///< of the completion; stands in for a request id that no header gave
  Usage usage;
};

/// The text of an answer and a call's output beyond this many bytes is an error.
inline constexpr std::size_t kMaxAnswerBytes = std::size_t{1} << 20U;

/// Ends an answer: says in words what has no text of its own (a filtered answer, a budget used up
/// by reasoning, nothing at all). What is added to `answer.text` is appended to `delta` too, so
/// that all deltas together are the text. `unsupported` when the model called tools and said
/// nothing.
result<Completion> conclude(Answer answer, const ErrorReader& errors, std::string& delta);

}  // namespace yak::openai
