#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yak::openai {

/// What kind of server answers: they all speak chat completions, each with quirks of its own.
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
  std::string_view label;  ///< as people know it
  bool needs_key;          ///< refuses every request without one
  bool api_key_header;     ///< `api-key: …` in place of `Authorization: Bearer …`
  TokenField token_field;
  bool stream_usage;       ///< takes `stream_options.include_usage`
  bool safety_identifier;  ///< takes `safety_identifier`
  bool developer_role;     ///< wants `developer` in place of `system` from reasoning models
};

[[nodiscard]] const Quirks& quirks_of(Flavor flavor) noexcept;

/// The flavor called `name` in the configuration; nothing for `auto` and unknown words.
[[nodiscard]] std::optional<Flavor> flavor_named(std::string_view name) noexcept;

/// What `base_url` gives away. Only where the host leaves no doubt, and Ollama's own port; anything
/// else is `generic`.
[[nodiscard]] Flavor detect_flavor(std::string_view host, std::uint16_t port) noexcept;

}  // namespace yak::openai
