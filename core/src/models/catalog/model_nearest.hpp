// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yak::models {

/// Returns the candidate with the smallest edit distance to `wanted`, the first of equals; nullopt
/// if all are too different. Case-insensitive.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wanted,
                                                 const std::vector<std::string>& candidates);

}  // namespace yak::models
