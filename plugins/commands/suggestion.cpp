// SPDX-License-Identifier: Apache-2.0
#include "commands/suggestion.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace yak::commands {
namespace {

constexpr std::size_t kMaxWord = 32;
/// A shorter common prefix is too ambiguous, such as `/s`.
constexpr std::size_t kMinPrefix = 3;

using Row = std::array<std::size_t, kMaxWord + 1>;

/// The number of edits (insert, delete, replace, swap neighbours) that turn `a` into `b` (optimal
/// string alignment distance).
std::size_t distance(std::string_view a, std::string_view b) {
  Row before{};
  Row previous{};
  Row current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

bool shares_beginning(std::string_view a, std::string_view b) {
  if (std::min(a.size(), b.size()) < kMinPrefix) return false;
  return a.starts_with(b) || b.starts_with(a);
}

}  // namespace

std::string nearest_name(std::string_view word, const std::vector<std::string>& known) {
  if (word.size() > kMaxWord) return {};
  std::string best;
  std::size_t best_edits = std::min<std::size_t>(2, std::max<std::size_t>(1, word.size() / 3)) + 1;
  for (const std::string& candidate : known) {
    if (candidate.size() > kMaxWord) continue;
    if (shares_beginning(word, candidate)) return candidate;
    const std::size_t edits = distance(word, candidate);
    if (edits >= best_edits) continue;
    best_edits = edits;
    best = candidate;
  }
  return best;
}

}  // namespace yak::commands
