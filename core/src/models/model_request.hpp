// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/model_options.hpp"
#include "yak/middleware.hpp"

namespace yak::models {

/// Builds the request for a turn: the system prompt, the earlier lines, then the message. The
/// caller sets `model` and `deadline`.
[[nodiscard]] CompletionRequest request_of(const Turn& turn,
                                           const config::AssistantConfig& options);

}  // namespace yak::models
