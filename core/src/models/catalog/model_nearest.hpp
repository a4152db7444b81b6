#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yak::models {

/// The candidate that `wanted` was probably meant to be; nothing when all are too far from it. The
/// first of equals. Case does not count.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wanted,
                                                 const std::vector<std::string>& candidates);

}  // namespace yak::models
