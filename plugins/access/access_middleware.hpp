// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::access {

Schema schema();
/// Also registers /allow and /deny; `conflict` when a name is taken.
result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context,
                                                    CommandRegistry& commands, Settings settings);

}  // namespace yak::access
