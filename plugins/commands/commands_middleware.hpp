// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::commands {

Schema schema();
/// Also registers this plugin's commands; `conflict` when a name is taken.
result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context,
                                                    CommandRegistry& commands, Settings settings);

}  // namespace yak::commands
