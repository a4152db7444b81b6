#pragma once

#include <vector>

#include "openai/options.hpp"
#include "yak/finding.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// What a server's answer to `GET /models` says of it: reachable, the key taken, models listed.
/// Pure.
std::vector<Finding> judge_server(const Options& options, const result<std::vector<Model>>& models);

}  // namespace yak::openai
