// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yak::openai {

/// True for reasoning models, which refuse `temperature` and `max_tokens`: o1, o3-mini, o4-…, gpt-5
/// and its variants except `gpt-5-chat`. A vendor prefix (`openai/o3`) is ignored. Decides by the
/// name alone, so an Azure deployment needs the `reasoning` setting.
[[nodiscard]] bool is_reasoning_model(std::string_view model) noexcept;

}  // namespace yak::openai
