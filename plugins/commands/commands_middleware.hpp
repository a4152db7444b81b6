// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::commands {

Schema schema();
/// Also registers this plugin's commands with the context; `conflict` when a name is taken.
result<std::unique_ptr<Middleware>> make_middleware(Context& context, Settings settings);

}  // namespace yak::commands
