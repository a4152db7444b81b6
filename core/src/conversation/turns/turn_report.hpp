// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "yak/middleware.hpp"

namespace yak::conversation {

/// Returns the name of a turn's result: `answered`, `failed`, …
std::string_view result_name(TurnResult result) noexcept;

/// Returns the name of a model's finish reason: `stop`, `length`, …
std::string_view finish_name(FinishReason reason) noexcept;

/// Truncates a step's detail to the length that is kept.
std::string cut_detail(std::string detail);

/// A step is a model call if its name is PROVIDER/MODEL: no layer's name has a slash.
bool is_model_call(const TurnStep& step) noexcept;

/// Facts about a turn's run that Turn does not hold.
struct TurnAccount {
  WallTime at{};                        ///< when the turn began
  MonotonicTime began{};                ///< the same on the monotonic clock
  std::chrono::microseconds waited{0};  ///< time in its lane before that
  std::chrono::microseconds took{0};    ///< time from there to the commit
  std::size_t parts = 0;                ///< deliveries of the reply
  std::span<const MessageId> joined;    ///< further messages that the turn answered
};

/// Formats `TurnCommit::report`: one line of JSON of at most kMaxTurnReport bytes. Times except
/// `at` are microseconds; empty and zero fields are omitted:
///
///     id      of the trace, 32 hex digits
///     at      when the turn began, milliseconds since 1970
///     waited, took, result, parts, joined
///     model   PROVIDER/MODEL that answered
///     call    of the answer: model (as the provider names it), id (the provider's), finish, in,
///             cached and out (tokens), cost_nano_usd
///     steps   each [name, begin, took, failed (0 or 1), detail]; detail is optional. `begin` is
///             relative to `at`. A step's time includes that of the steps within it
///     more    number of steps that did not fit
///
/// Details pass through `clean`, which removes secrets and addresses, and are truncated.
inline constexpr std::size_t kMaxTurnReport = std::size_t{8} << 10U;
using CleanText = std::function<std::string(std::string)>;
std::string turn_report_json(const Turn& turn, const TurnAccount& account, const CleanText& clean);

}  // namespace yak::conversation
