// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace yak::base {

/// A time interval; both ends in the same unit.
struct Interval {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// For each of `intervals`, which are sorted by `begin`, the index of the innermost earlier one
/// that contains it, or nothing. Pure.
inline std::vector<std::optional<std::size_t>> find_enclosing(std::span<const Interval> intervals) {
  std::vector<std::optional<std::size_t>> found;
  std::vector<std::size_t> open;
  found.reserve(intervals.size());
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    while (!open.empty() && intervals[open.back()].end < intervals[i].end) open.pop_back();
    found.push_back(open.empty() ? std::nullopt : std::optional(open.back()));
    open.push_back(i);
  }
  return found;
}

}  // namespace yak::base
