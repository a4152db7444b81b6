#pragma once

#include <string>

#include "yak/error.hpp"
#include "yak/log.hpp"

namespace yak::models {

/// What the user is told when no model answered: a sentence or two by the failure's kind, and
/// nothing of its message, which is the operator's.
[[nodiscard]] std::string failure_words(const error& failure);

/// How loud the operator hears of it: `error` where only he can mend it, else `warn`.
[[nodiscard]] LogLevel failure_level(ErrorKind kind) noexcept;

}  // namespace yak::models
