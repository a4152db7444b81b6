// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

/// Commands that send a request to the running daemon.
namespace yak::cli {

/// `yak models`, `yak usage`, `yak webhook-test`.
int ask_daemon(const Invocation& invocation);

}  // namespace yak::cli
