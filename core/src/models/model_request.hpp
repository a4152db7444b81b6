#pragma once

#include "models/model_options.hpp"
#include "yak/middleware.hpp"

namespace yak::models {

/// What a model is asked for a turn: the system prompt, the earlier lines, then the message.
/// `model` and `deadline` are left to the caller.
[[nodiscard]] CompletionRequest request_of(const Turn& turn, const AssistantOptions& options);

}  // namespace yak::models
