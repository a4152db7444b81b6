#pragma once

#include <optional>
#include <string>

#include "app/invocation.hpp"
#include "config/environment.hpp"
#include "config/problems.hpp"

namespace yak::app {

/// The configuration file to use: -c, else ./config/yak.yaml, else /etc/yak/yak.yaml. Nothing, with
/// the reason on standard error, if there is none.
std::optional<std::string> find_config(const Invocation& invocation);

/// The process's environment, and what it lacks from --env-file.
config::Environment environment_of(const Invocation& invocation, config::Problems& problems);

/// Prints the problems on standard error, ready for an operator; gives the exit code.
int print_problems(const config::Problems& problems);

}  // namespace yak::app
