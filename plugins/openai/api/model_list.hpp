#pragma once

#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// OpenRouter's list, the longest known, has some 0.7 MB.
inline constexpr std::size_t kMaxModelsBody = std::size_t{8} << 20U;
/// Above it the rest of a list is left out.
inline constexpr std::size_t kMaxModels = 2000;

/// Reads the answer to `GET /models`: `{"data": [{"id": …}]}`, or the bare list that some servers
/// send. In order of id, so that a number means the same model tomorrow; doubles and entries
/// without an id are left out. `protocol`, continuing "OpenAI …", when it is something else.
result<std::vector<Model>> read_models(std::string_view body);

}  // namespace yak::openai
