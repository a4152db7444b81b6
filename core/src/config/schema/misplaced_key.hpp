// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::config {

/// Says where an unknown top-level key belongs: `belongs in the list 'middleware' …`. Empty if it
/// is not a known key or plugin. Pure.
[[nodiscard]] std::string misplaced_key(std::string_view key);

}  // namespace yak::config
