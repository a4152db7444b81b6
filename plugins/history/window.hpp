// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "yak/store/history.hpp"

namespace yak::history {

/// How much of a conversation is sent to the model.
struct WindowLimits {
  std::size_t max_messages = 20;
  std::int64_t max_tokens = 4'000;            ///< as estimated by estimate_tokens()
  std::chrono::milliseconds idle_timeout{0};  ///< 0: lines of any age
};

/// The index of the first line to send to the model; `lines.size()` for none. `lines` are oldest
/// first; `now` is when the next message was received. Pure.
///
/// Selects the newest lines that fit both bounds, back to the last pause longer than
/// `idle_timeout`. The first one is a line of the user, because models refuse or misread an answer
/// without its question.
std::size_t window_begin(const std::vector<HistoryLine>& lines, WallTime now,
                         const WindowLimits& limits);

}  // namespace yak::history
