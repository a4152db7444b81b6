// SPDX-License-Identifier: Apache-2.0
#include "yak/text/suggest.hpp"

#include <algorithm>
#include <vector>

#include "yak/text/ascii.hpp"

namespace yak {
namespace {

/// Longer words are not compared: keys are short, and the cost grows with the product of the
/// lengths.
constexpr std::size_t kMaxWord = 64;

std::string folded(std::string_view word) {
  std::string text;
  for (char c : word) {
    if (c == '-' || c == '_') continue;
    text += to_lower(c);
  }
  return text;
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> above(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[right.size()];
}

std::string_view closest(std::string_view written, std::span<const std::string_view> words) {
  if (written.size() > kMaxWord) return {};
  const std::string wanted = folded(written);
  std::string_view best;
  std::size_t best_distance = wanted.size() / 3 + (wanted.size() < 3 ? 0 : 1);
  for (const std::string_view word : words) {
    if (word.size() > kMaxWord) continue;
    const std::size_t distance = edit_distance(wanted, folded(word));
    if (distance < best_distance || (distance == 0 && best.empty())) {
      best = word;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> words) {
  const std::string_view word = closest(written, words);
  return word.empty() ? std::string() : "; did you mean '" + std::string(word) + "'?";
}

}  // namespace yak
