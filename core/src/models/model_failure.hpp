// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/error.hpp"
#include "yak/log.hpp"

namespace yak::models {

/// Returns the reply to the user when no model answered: one or two sentences chosen by the kind of
/// the failure. Its message is for the operator and is not included.
[[nodiscard]] std::string failure_text(const error& failure);

/// Returns the log level of a failure: `error` if only the operator can fix it, else `warn`.
[[nodiscard]] LogLevel failure_level(ErrorKind kind) noexcept;

}  // namespace yak::models
