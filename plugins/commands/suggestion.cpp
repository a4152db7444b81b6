// SPDX-License-Identifier: Apache-2.0
#include "commands/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "yak/text/suggest.hpp"

namespace yak::commands {
namespace {

constexpr std::size_t kMaxWord = 32;
/// A shorter common prefix is too ambiguous, such as `/s`.
constexpr std::size_t kMinPrefix = 3;

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
    const std::size_t edits = edit_distance(word, candidate);
    if (edits >= best_edits) continue;
    best_edits = edits;
    best = candidate;
  }
  return best;
}

}  // namespace yak::commands
