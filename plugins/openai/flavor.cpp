// SPDX-License-Identifier: Apache-2.0
#include "openai/flavor.hpp"

#include <array>

namespace yak::openai {
namespace {

constexpr auto kNew = TokenField::max_completion_tokens;
constexpr auto kOld = TokenField::max_tokens;

// - OpenAI: o-series models refuse `max_tokens`; `developer` replaces `system` from o1 on
//   (platform.openai.com/docs/api-reference/chat/create).
// - Azure: the key is sent in `api-key` (learn.microsoft.com, "Azure OpenAI REST API reference").
// - Ollama ignores `max_completion_tokens` (ollama, docs/openai.md); it needs no key.
// - Groq: `max_tokens` is deprecated (console.groq.com/docs/api-reference).
// - OpenRouter: `max_tokens` (openrouter.ai/docs/api-reference/parameters).
// - llama.cpp, vLLM: all versions know `max_tokens`.
// - Others may refuse unknown fields (Mistral answers 422), so they get as few as possible.
constexpr std::array<Quirks, 8> kQuirks{{
    {Flavor::openai, "openai", "OpenAI", true, false, kNew, true, true, true},
    {Flavor::azure, "azure", "Azure OpenAI", true, true, kNew, true, false, true},
    {Flavor::ollama, "ollama", "Ollama", false, false, kOld, true, false, false},
    {Flavor::groq, "groq", "Groq", true, false, kNew, true, false, false},
    {Flavor::openrouter, "openrouter", "OpenRouter", true, false, kOld, true, false, false},
    {Flavor::llamacpp, "llamacpp", "llama.cpp", false, false, kOld, true, false, false},
    {Flavor::vllm, "vllm", "vLLM", false, false, kOld, true, false, false},
    {Flavor::generic, "generic", "The model's server", false, false, TokenField::by_model, false,
     false, false},
}};

constexpr std::uint16_t kOllamaPort = 11434;  // ollama, docs/faq.md

bool is_host(std::string_view host, std::string_view domain) noexcept {
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

const Quirks& quirks_of(Flavor flavor) noexcept {
  for (const Quirks& quirks : kQuirks) {
    if (quirks.flavor == flavor) return quirks;
  }
  return kQuirks.back();
}

std::optional<Flavor> flavor_named(std::string_view name) noexcept {
  for (const Quirks& quirks : kQuirks) {
    if (quirks.name == name) return quirks.flavor;
  }
  return std::nullopt;
}

Flavor detect_flavor(std::string_view host, std::uint16_t port) noexcept {
  if (is_host(host, "api.openai.com")) return Flavor::openai;  // eu.api.openai.com too
  if (is_host(host, "openai.azure.com")) return Flavor::azure;
  if (is_host(host, "openrouter.ai")) return Flavor::openrouter;
  if (host == "api.groq.com") return Flavor::groq;
  if (port == kOllamaPort) return Flavor::ollama;
  return Flavor::generic;
}

}  // namespace yak::openai
