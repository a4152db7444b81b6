// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_nearest.hpp"

#include <algorithm>

#include "models/catalog/model_name.hpp"
#include "yak/text/ascii.hpp"
#include "yak/text/suggest.hpp"

namespace yak::models {
namespace {

/// Longer texts are no typing errors of a model's name; the limit also bounds the work.
constexpr std::size_t kLongest = 64;

}  // namespace

std::optional<std::string> nearest(std::string_view wanted,
                                   const std::vector<std::string>& candidates) {
  if (wanted.empty() || wanted.size() > kLongest) return std::nullopt;
  const std::string text = lower_case(wanted);
  std::size_t least = std::max<std::size_t>(1, text.size() / 3) + 1;
  std::optional<std::string> best;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const std::size_t distance = edit_distance(text, lower_case(candidate));
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

}  // namespace yak::models
