#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "yak/middleware.hpp"

namespace yak::conversation {

/// How a turn ended, by the value of TurnResult: `answered`, `failed`, …
std::string_view result_name(TurnResult result) noexcept;

/// How a model's answer ended: `stop`, `length`, …
std::string_view finish_name(FinishReason reason) noexcept;

/// A detail of a step, cut to what is kept of it.
std::string cut_detail(std::string detail);

/// A step is a call to a model when its name is PROVIDER/MODEL: no layer's name has a slash.
bool is_model_call(const TraceStep& step) noexcept;

/// What the turn itself does not know of its way.
struct TurnAccount {
  WallTime at{};                        ///< when the turn began
  MonotonicTime began{};                ///< the same
  std::chrono::microseconds waited{0};  ///< in its lane before that
  std::chrono::microseconds took{0};    ///< from there to the commit
  std::size_t parts = 0;                ///< deliveries of the reply
  std::span<const MessageId> joined;    ///< further messages that the turn answered
};

/// `TurnCommit::trace`: one line of JSON of at most kMostTurnTrace bytes. Times are microseconds
/// but for `at`, and what is empty or zero is left out:
///
///     id      of the trace, 32 hex digits
///     at      when the turn began, milliseconds since 1970
///     waited, took, result, parts, joined
///     model   PROVIDER/MODEL that answered
///     call    of the answer: model (as the provider names it), id (the provider's), finish, in,
///             cached and out (tokens), cost_nano_usd
///     steps   each [name, begin, took, failed (0 or 1), detail]; the detail only where there is
///     one.
///             Begins count from `at`. A step's time holds that of the steps within it
///     more    steps that had no room
///
/// Details have passed `clean`, which takes out secrets and addresses, and are cut.
inline constexpr std::size_t kMostTurnTrace = std::size_t{8} << 10U;
using CleanWords = std::function<std::string(std::string)>;
std::string turn_as_json(const Turn& turn, const TurnAccount& account, const CleanWords& clean);

/// The trace's id in such a line; not set where it has none or is no such line.
TraceId trace_id_in(const std::string& turn);

}  // namespace yak::conversation
