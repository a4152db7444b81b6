// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yak::openai {

/// The kind of server. All speak chat completions, with the differences in Quirks.
enum class Flavor : std::uint8_t {
  openai,
  azure,
  ollama,
  groq,
  openrouter,
  llamacpp,
  vllm,
  generic,
};

/// Which field limits the length of an answer.
enum class TokenField : std::uint8_t {
  max_completion_tokens,
  max_tokens,
  by_model,  ///< the former for reasoning models, the latter for all others
};

/// How a flavor differs.
struct Quirks {
  Flavor flavor;
  std::string_view name;   ///< as in the configuration
  std::string_view label;  ///< the product's name, for messages
  bool needs_key;          ///< refuses every request without a key
  bool api_key_header;     ///< `api-key: …` instead of `Authorization: Bearer …`
  TokenField token_field;
  bool stream_usage;       ///< accepts `stream_options.include_usage`
  bool safety_identifier;  ///< accepts `safety_identifier`
  bool developer_role;     ///< expects `developer` instead of `system` for reasoning models
};

[[nodiscard]] const Quirks& quirks_of(Flavor flavor) noexcept;

/// The flavor called `name` in the configuration; empty for `auto` and unknown names.
[[nodiscard]] std::optional<Flavor> flavor_named(std::string_view name) noexcept;

/// The flavor of a well-known host or of Ollama's default port, else `generic`.
[[nodiscard]] Flavor detect_flavor(std::string_view host, std::uint16_t port) noexcept;

}  // namespace yak::openai
