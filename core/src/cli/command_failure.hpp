// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "cli/invocation.hpp"
#include "yak/error.hpp"

namespace yak::cli {

/// Reports why a command failed and returns `code`: one line on standard error, or with `--json`
/// `{"error": "…", "exit_code": 69}` on standard output.
int fail(const Invocation& invocation, int code, std::string_view message);

/// As above, with the exit code of a failed request to the daemon: 77 if the socket may not be
/// opened, 78 for an unusable configuration, else 69.
int fail(const Invocation& invocation, const error& failure);

/// The exit code of `failure`. Pure.
int exit_code_of(const error& failure) noexcept;

}  // namespace yak::cli
