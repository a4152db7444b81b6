// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::testing {

/// Settings of an instance whose keys are `yaml`, checked by the core's own reader:
/// `settings(schema(), "api_key: sk-1\ntimeout: 5s\n")`. The environment is not used. Throws
/// std::invalid_argument with all problems if there are any; `settings_problems` returns them
/// instead.
[[nodiscard]] Settings settings(const Schema& schema, const std::string& yaml);

/// The problems, one a line: `LINE:COLUMN: key: message`, counted in `yaml` from 1. Empty if there
/// are none.
[[nodiscard]] std::string settings_problems(const Schema& schema, const std::string& yaml);

}  // namespace yak::testing
