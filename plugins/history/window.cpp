// SPDX-License-Identifier: Apache-2.0
#include "history/window.hpp"

#include "history/token_estimate.hpp"

namespace yak::history {

std::size_t window_begin(const std::vector<HistoryLine>& lines, WallTime now,
                         const WindowLimits& limits) {
  std::size_t begin = lines.size();
  std::int64_t tokens = 0;
  WallTime later = now;
  while (begin > 0 && lines.size() - begin < limits.max_messages) {
    const HistoryLine& line = lines[begin - 1];
    const bool paused = limits.idle_timeout.count() > 0 && later - line.at > limits.idle_timeout;
    tokens += estimate_tokens(line.text);
    if (paused || tokens > limits.max_tokens) break;
    later = line.at;
    --begin;
  }
  while (begin < lines.size() && lines[begin].role != Role::user) ++begin;
  return begin;
}

}  // namespace yak::history
