// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "openai/json/json_scanner.hpp"

namespace yak::openai {

/// An ordinary chunk of a streamed answer. The members are views into the event's data.
struct PlainChunk {
  std::string_view id;
  std::string_view model;
  bool has_choice = false;
  RawText content;
  bool has_reasoning = false;
  std::optional<std::string_view> finish_reason;
  std::optional<std::int64_t> prompt_tokens;
  std::optional<std::int64_t> completion_tokens;
  bool has_prompt_details = false;
  std::int64_t cached_tokens = 0;  ///< of the prompt's details
};

/// The fast path for nearly all events: reads a chunk with at most one choice, of index 0, with
/// text or reasoning, without building a document. Returns empty for anything else (errors,
/// refusals, tool calls, parts, `\uXXXX`, fractions, duplicate members, invalid JSON, text that
/// does not begin with a brace); the caller then uses JsonDocument, which gives the same result for
/// every chunk accepted here.
[[nodiscard]] std::optional<PlainChunk> read_plain_chunk(std::string_view data) noexcept;

}  // namespace yak::openai
