// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::rate_limit {

Schema schema();
result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context, Settings settings);

}  // namespace yak::rate_limit
