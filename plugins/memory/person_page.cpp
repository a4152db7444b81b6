// SPDX-License-Identifier: Apache-2.0
#include "memory/person_page.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace yak::memory {
namespace {

/// Counts through the rows of all sections, and copies those that are on the page.
struct Window {
  std::size_t first;  ///< rows to skip
  std::size_t left;   ///< rows to take

  template <class Rows>
  void copy(const Rows& from, Rows& to) {
    const std::size_t skipped = std::min(first, from.size());
    const std::size_t taken = std::min(left, from.size() - skipped);
    first -= skipped;
    left -= taken;
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(skipped);
    to.assign(begin, begin + static_cast<std::ptrdiff_t>(taken));
  }
};

}  // namespace

result<PersonPage> page_of(const PersonPage& all, const std::string& after, int limit) {
  std::size_t first = 0;
  const char* const end = after.data() + after.size();
  const auto [stopped, problem] = std::from_chars(after.data(), end, first);
  const bool is_place = after.empty() || (problem == std::errc() && stopped == end);
  if (!is_place || limit < 1 || limit > PersonRecords::kMaxRows) {
    return error(ErrorKind::invalid, "there is no page of a person's data behind '" + after + "'");
  }
  PersonPage page;
  if (after.empty()) {
    PersonCounts& counts = page.counts.emplace();
    counts.messages = std::ssize(all.messages);
    counts.deliveries = std::ssize(all.deliveries);
    counts.lines = std::ssize(all.history);
    counts.keys = std::ssize(all.keys);
    counts.usage = std::ssize(all.usage);
    counts.aliases = std::ssize(all.aliases);
    page.aliases = all.aliases;
  }
  Window window{first, static_cast<std::size_t>(limit)};
  window.copy(all.messages, page.messages);
  window.copy(all.deliveries, page.deliveries);
  window.copy(all.history, page.history);
  window.copy(all.keys, page.keys);
  window.copy(all.usage, page.usage);
  if (window.left == 0) page.next = std::to_string(first + static_cast<std::size_t>(limit));
  return page;
}

}  // namespace yak::memory
