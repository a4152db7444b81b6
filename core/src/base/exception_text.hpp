// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

namespace yak::base {

/// What an exception says: `what()`, or a fixed text if it is not a std::exception. The default is
/// the exception that is being handled; call it inside a `catch` then.
[[nodiscard]] std::string exception_text(
    const std::exception_ptr& thrown = std::current_exception());

}  // namespace yak::base
