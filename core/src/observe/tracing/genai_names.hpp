// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Names from OpenTelemetry's semantic conventions for generative AI, used by spans and metrics of
/// model calls. The conventions are still in development; these names are defined only here.
/// https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ and …/gen-ai-metrics/, v1.37.0.
namespace yak::observe::genai {

// Attributes.
inline constexpr std::string_view kOperationName = "gen_ai.operation.name";
inline constexpr std::string_view kProviderName = "gen_ai.provider.name";
inline constexpr std::string_view kRequestModel = "gen_ai.request.model";
inline constexpr std::string_view kResponseModel = "gen_ai.response.model";
inline constexpr std::string_view kResponseId = "gen_ai.response.id";
inline constexpr std::string_view kFinishReasons = "gen_ai.response.finish_reasons";
inline constexpr std::string_view kInputTokens = "gen_ai.usage.input_tokens";
inline constexpr std::string_view kOutputTokens = "gen_ai.usage.output_tokens";
inline constexpr std::string_view kConversationId = "gen_ai.conversation.id";
inline constexpr std::string_view kTokenType = "gen_ai.token.type";
/// From the general conventions: the kind of a failure; absent on success.
inline constexpr std::string_view kErrorType = "error.type";

// Well-known values.
inline constexpr std::string_view kChat = "chat";          ///< of kOperationName
inline constexpr std::string_view kInputType = "input";    ///< of kTokenType
inline constexpr std::string_view kOutputType = "output";  ///< of kTokenType

// Metrics, both histograms: the first in tokens, the second in seconds.
inline constexpr std::string_view kTokenUsage = "gen_ai.client.token.usage";
inline constexpr std::string_view kOperationDuration = "gen_ai.client.operation.duration";

}  // namespace yak::observe::genai
