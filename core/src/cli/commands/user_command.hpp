#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak user show|export|erase CHANNEL:ADDRESS`: what the daemon holds of one person.
int user(const Invocation& invocation);

}  // namespace yak::cli
