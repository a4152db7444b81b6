// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "yak/clock.hpp"
#include "yak/error.hpp"

namespace yak::openai {

/// Decides whether and when a failed request is retried, by the rules of the official SDKs
/// (openai-python, `_base_client.py`) and within one deadline. Belongs to one call.
class RetrySchedule {
 public:
  /// When the server asks for a longer wait, the request is not retried.
  static constexpr std::chrono::milliseconds kMaxWait{60'000};

  RetrySchedule(int max_retries, MonotonicTime deadline)
      : max_retries_(max_retries), deadline_(deadline) {}

  /// How long to wait before the next attempt; empty: give up. `answer_began` means that a part of
  /// an answer was already shown, so that there must not be a second one. `random` is in [0, 1).
  std::optional<std::chrono::milliseconds> next(const error& failure, bool answer_began,
                                                MonotonicTime now, double random);
  /// Retries granted so far.
  [[nodiscard]] int retries() const noexcept { return retries_; }

 private:
  int max_retries_;
  int retries_ = 0;
  MonotonicTime deadline_;
};

}  // namespace yak::openai
