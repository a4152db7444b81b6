// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::openai {

/// A provider for the chat completions of OpenAI and compatible servers. `invalid` for settings
/// that `validate` rejects.
result<std::unique_ptr<Provider>> make_provider(ProviderContext& context, Settings settings);

}  // namespace yak::openai
