#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "openai/json/json_scanner.hpp"

namespace yak::openai {

/// What an ordinary chunk of a streamed answer says. Views into the event's data.
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

/// Reads an ordinary chunk without a document in between, since nearly every event is one: at most
/// one choice, of index 0, with text or reasoning. Declines whatever else there is (errors,
/// refusals, tool calls, parts, `\uXXXX`, fractions, a member twice) and all that is no JSON, so
/// that JsonDocument says what it is; what it takes, it reads as JsonDocument would. Text that does
/// not begin with the brace is declined too.
[[nodiscard]] std::optional<PlainChunk> read_plain_chunk(std::string_view data) noexcept;

}  // namespace yak::openai
