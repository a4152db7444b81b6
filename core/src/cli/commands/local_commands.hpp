#pragma once

#include "cli/invocation.hpp"

/// Commands that need no running daemon.
namespace yak::cli {

/// `yak check`: every problem of the configuration; 0 or 78.
int check_config(const Invocation& invocation);
/// `yak version`.
int print_version(const Invocation& invocation);
/// `yak schema`: every key of the core and of every plugin that can be found.
int print_schema(const Invocation& invocation);
/// `yak plugins`: what is on the plugin path, and whether it can be loaded.
int list_plugins(const Invocation& invocation);

}  // namespace yak::cli
