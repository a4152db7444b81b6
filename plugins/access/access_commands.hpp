#pragma once

#include <memory>
#include <vector>

#include "access/access_list.hpp"
#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::access {

/// /allow and /deny, for administrators. They refer to `context` as long as they live.
std::vector<Command> access_commands(Context& context, std::shared_ptr<AccessList> list);

}  // namespace yak::access
