// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/error_kind.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace yak::openai {
namespace {

struct CodeKind {
  std::string_view code;
  ErrorKind kind;
};

// OpenAI's codes: platform.openai.com/docs/guides/error-codes and the error examples of its API
// description. The last two are Gemini's.
constexpr std::array kCodes{
    CodeKind{"insufficient_quota", ErrorKind::quota},
    CodeKind{"credit_balance_exhausted", ErrorKind::quota},
    CodeKind{"organization_spend_limit_exceeded", ErrorKind::quota},
    CodeKind{"project_spend_limit_exceeded", ErrorKind::quota},
    CodeKind{"organization_usage_limit_exceeded", ErrorKind::quota},
    CodeKind{"billing_hard_limit_reached", ErrorKind::quota},
    CodeKind{"billing_not_active", ErrorKind::quota},
    CodeKind{"context_length_exceeded", ErrorKind::too_large},
    CodeKind{"context_window_exceeded", ErrorKind::too_large},
    CodeKind{"request_too_large", ErrorKind::too_large},
    CodeKind{"string_above_max_length", ErrorKind::too_large},
    CodeKind{"content_policy_violation", ErrorKind::invalid},
    CodeKind{"content_filter", ErrorKind::invalid},
    CodeKind{"unsupported_parameter", ErrorKind::invalid},
    CodeKind{"unsupported_value", ErrorKind::invalid},
    CodeKind{"invalid_value", ErrorKind::invalid},
    CodeKind{"invalid_api_key", ErrorKind::unauthenticated},
    CodeKind{"unsupported_country_region_territory", ErrorKind::forbidden},
    CodeKind{"model_not_found", ErrorKind::not_found},
    CodeKind{"DeploymentNotFound", ErrorKind::not_found},
    CodeKind{"rate_limit_exceeded", ErrorKind::rate_limited},
    CodeKind{"slow_down", ErrorKind::rate_limited},
    CodeKind{"server_is_overloaded", ErrorKind::unavailable},
    CodeKind{"RESOURCE_EXHAUSTED", ErrorKind::rate_limited},
    CodeKind{"UNAVAILABLE", ErrorKind::unavailable},
};

/// Values of `type`; `exceed_context_size_error` is llama.cpp's.
constexpr std::array kTypes{
    CodeKind{"insufficient_quota", ErrorKind::quota},
    CodeKind{"exceed_context_size_error", ErrorKind::too_large},
    CodeKind{"request_too_large", ErrorKind::too_large},
    CodeKind{"authentication_error", ErrorKind::unauthenticated},
    CodeKind{"permission_error", ErrorKind::forbidden},
    CodeKind{"not_found_error", ErrorKind::not_found},
    CodeKind{"rate_limit_error", ErrorKind::rate_limited},
    CodeKind{"rate_limit_exceeded", ErrorKind::rate_limited},
    CodeKind{"server_error", ErrorKind::unavailable},
    CodeKind{"service_unavailable_error", ErrorKind::unavailable},
    CodeKind{"overloaded_error", ErrorKind::unavailable},
    CodeKind{"invalid_request_error", ErrorKind::invalid},
    CodeKind{"BadRequestError", ErrorKind::invalid},
};

template <class Table>
std::optional<ErrorKind> look_up(const Table& table, std::string_view word) noexcept {
  for (const CodeKind& row : table) {
    if (row.code == word) return row.kind;
  }
  return std::nullopt;
}

/// Messages by which servers without an error code report a conversation that exceeds the context
/// window: vLLM, Mistral, DeepSeek and OpenRouter ("This model's maximum context length is 8192
/// tokens"), OpenAI ("Your input exceeds the context window of this model"), xAI ("maximum prompt
/// length"), Anthropic ("prompt is too long"), Gemini ("The input token count (9) exceeds the
/// maximum number of tokens allowed"), llama.cpp ("exceeds the available context size"), LM Studio
/// ("when context the overflows"), Azure ("Please reduce the length of the messages").
constexpr std::array<std::string_view, 9> kTooLongText{
    "maximum context length",     "context window",         "maximum prompt length",
    "prompt is too long",         "input token count",      "available context size",
    "when context the overflows", "length of the messages", "input is too long"};
/// OpenAI and Groq answer 429 to a single request that is larger than the tokens-per-minute limit;
/// a retry cannot succeed.
constexpr std::string_view kTooLongForLimit = "Request too large for";

bool says_too_long(std::string_view message) noexcept {
  return std::ranges::any_of(kTooLongText, [message](std::string_view words) {
    return message.find(words) != std::string_view::npos;
  });
}

ErrorKind kind_of_status(int status) noexcept {
  switch (status) {
    case 401: return ErrorKind::unauthenticated;
    case 402: return ErrorKind::quota;
    case 403: return ErrorKind::forbidden;
    case 404:
    case 410: return ErrorKind::not_found;
    case 408:
    case 504:
    case 524: return ErrorKind::timeout;  // 524: Cloudflare, "A timeout occurred"
    case 409: return ErrorKind::conflict;
    case 413: return ErrorKind::too_large;
    case 425:
    case 429: return ErrorKind::rate_limited;
    case 498: return ErrorKind::unavailable;  // Groq, "Flex tier capacity exceeded"
    default: break;
  }
  if (status >= 500) return ErrorKind::unavailable;
  if (status >= 400) return ErrorKind::invalid;
  return ErrorKind::protocol;
}

ErrorKind kind_by_name(int status, const UpstreamError& upstream) noexcept {
  if (const auto kind = look_up(kCodes, upstream.code)) return *kind;
  const bool quota_type = upstream.type == "insufficient_quota";
  if (quota_type || upstream.type == "exceed_context_size_error") {
    return *look_up(kTypes, upstream.type);
  }
  if (status != 0) return kind_of_status(status);
  // An error inside a success, without a known code or type: the server failed while answering.
  return look_up(kTypes, upstream.type).value_or(ErrorKind::unavailable);
}

}  // namespace

ErrorKind error_kind(int status, const UpstreamError& upstream) noexcept {
  const ErrorKind kind = kind_by_name(status, upstream);
  if (kind == ErrorKind::invalid && says_too_long(upstream.message)) return ErrorKind::too_large;
  const bool is_too_long = kind == ErrorKind::rate_limited &&
                           std::string_view(upstream.message).starts_with(kTooLongForLimit);
  return is_too_long ? ErrorKind::too_large : kind;
}

}  // namespace yak::openai
