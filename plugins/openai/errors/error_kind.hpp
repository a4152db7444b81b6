#pragma once

#include "openai/errors/upstream_error.hpp"
#include "yak/error.hpp"

namespace yak::openai {

/// What an error means for what happens next. A code that is known decides, then the status.
/// `status` is that of the answer, or the one inside the error when the answer was a success; 0
/// when there is none.
[[nodiscard]] ErrorKind error_kind(int status, const UpstreamError& upstream) noexcept;

}  // namespace yak::openai
