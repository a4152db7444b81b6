// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "openai/errors/upstream_error.hpp"
#include "yak/error.hpp"

namespace yak::openai {

/// Classifies an error: by its code if that is known, else by the status. `status` is the HTTP
/// status of the answer, or the one inside the error when the answer was a success; 0 when there is
/// none.
[[nodiscard]] ErrorKind error_kind(int status, const UpstreamError& upstream) noexcept;

}  // namespace yak::openai
