#pragma once

#include <string>
#include <string_view>

#include "routing/model_options.hpp"
#include "yak/middleware.hpp"

namespace yak::routing {

/// What a model is asked for a turn: the system prompt, the earlier lines, then the message.
/// `model` and `deadline` are left to the caller.
[[nodiscard]] CompletionRequest request_of(const Turn& turn, const AssistantOptions& options);

/// An id that stays the same for a user and does not tell who it is: 32 hex digits. Without `key`
/// nobody can try out telephone numbers until one fits.
[[nodiscard]] std::string opaque_user(std::string_view key, std::string_view user);

}  // namespace yak::routing
