#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::commands {

Schema schema();
/// Registers this plugin's own commands with the context too; `conflict` when a name is taken.
result<std::unique_ptr<Middleware>> make_middleware(Context& context, Settings settings);

}  // namespace yak::commands
