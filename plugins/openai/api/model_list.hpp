// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// OpenRouter's list, the longest known, has about 0.7 MB.
inline constexpr std::size_t kMaxModelsBody = std::size_t{8} << 20U;
/// Further entries are ignored.
inline constexpr std::size_t kMaxModels = 2000;

/// Reads the answer to `GET /models`: `{"data": [{"id": …}]}`, or the bare list that some servers
/// send. Sorted by id, so that a number keeps its meaning; duplicates and entries without an id are
/// dropped. `protocol`, with a message that continues "OpenAI …", when it is something else.
result<std::vector<Model>> read_models(std::string_view body);

}  // namespace yak::openai
