#pragma once

#include <string>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::testing {

/// What an operator would get for an instance whose keys are `yaml`, checked by the core's own
/// reader: `settings(schema(), "api_key: sk-1\ntimeout: 5s\n")`. Nothing is taken from the
/// environment. std::invalid_argument with all problems when it is not right; `settings_problems`
/// gives them instead.
[[nodiscard]] Settings settings(const Schema& schema, const std::string& yaml);

/// One line each, `LINE:COLUMN: key: message`, counted in `yaml` from 1. Empty when it is right.
[[nodiscard]] std::string settings_problems(const Schema& schema, const std::string& yaml);

}  // namespace yak::testing
