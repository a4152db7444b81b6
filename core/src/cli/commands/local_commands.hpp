// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

/// Commands that do not need a running daemon.
namespace yak::cli {

/// `yak check`: prints every problem of the configuration; exit code 0 or 78.
int check_config(const Invocation& invocation);
/// `yak version`.
int print_version(const Invocation& invocation);
/// `yak schema`: prints every key of the core and of every plugin on the plugin path.
int print_schema(const Invocation& invocation);
/// `yak plugins`: lists the plugins on the plugin path, and whether they can be loaded.
int list_plugins(const Invocation& invocation);

}  // namespace yak::cli
