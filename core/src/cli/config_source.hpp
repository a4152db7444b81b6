// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/invocation.hpp"
#include "config/yaml/environment.hpp"
#include "config/yaml/problems.hpp"
#include "yak/error.hpp"

namespace yak::cli {

/// The configuration file to use: -c, else $YAK_CONFIG, else ./config/yak.yaml, else
/// /etc/yak/yak.yaml. `invalid` if there is none.
result<std::string> find_config(const Invocation& invocation);

/// The process's environment, extended by the variables of --env-file that it lacks.
config::Environment environment_of(const Invocation& invocation, config::Problems& problems);

/// Prints the problems on standard error; returns the exit code.
int print_problems(const config::Problems& problems);
/// `[{"file", "line", "column", "path", "message"}]`, sorted by position. Pure.
nlohmann::ordered_json problems_as_json(const config::Problems& problems);

}  // namespace yak::cli
