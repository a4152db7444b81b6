#pragma once

#include <memory>
#include <vector>

#include "yak/plugin.hpp"

namespace yak::rate_limit {

Schema schema();
std::vector<ConfigIssue> validate(const Settings& settings);
result<std::unique_ptr<Middleware>> make_middleware(Context& context, Settings settings);

}  // namespace yak::rate_limit
