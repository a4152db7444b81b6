#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "yak/store.hpp"

namespace yak::history {

/// How much of a conversation the model is shown.
struct WindowLimits {
  std::size_t max_messages = 20;
  std::int64_t max_tokens = 4'000;            ///< as estimated
  std::chrono::milliseconds idle_timeout{0};  ///< 0: however old
};

/// The index of the first line to show to the model; `lines.size()` for none. `lines` are oldest
/// first; `now` is when the next message came.
///
/// The newest lines that fit both bounds, back to the last pause longer than `idle_timeout`. They
/// begin with a line of the user, for models refuse or misread an answer without its question.
/// Pure.
std::size_t window_begin(const std::vector<HistoryLine>& lines, WallTime now,
                         const WindowLimits& limits);

}  // namespace yak::history
