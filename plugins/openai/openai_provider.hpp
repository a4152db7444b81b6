#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::openai {

/// Chat completions of OpenAI and compatible servers. `invalid` when the settings do not fit.
result<std::unique_ptr<Provider>> make_provider(Context& context, Settings settings);

}  // namespace yak::openai
