#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yak::routing {

/// How many letters must be changed, added, left out or swapped with their neighbour to make one
/// text of the other (optimal string alignment).
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

/// The candidate that `wanted` was probably meant to be; nothing when all are too far from it. The
/// first of equals. Case does not count.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wanted,
                                                 const std::vector<std::string>& candidates);

}  // namespace yak::routing
