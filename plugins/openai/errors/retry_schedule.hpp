#pragma once

#include <chrono>
#include <optional>

#include "yak/clock.hpp"
#include "yak/error.hpp"

namespace yak::openai {

/// Decides whether a failed request is sent again, and when: the official SDKs' rules
/// (openai-python, `_base_client.py`), inside one deadline. Belongs to one call.
class RetrySchedule {
 public:
  /// A server that wants to be left alone for longer than this is not asked again.
  static constexpr std::chrono::milliseconds kMaxWait{60'000};

  RetrySchedule(int max_retries, MonotonicTime deadline)
      : max_retries_(max_retries), deadline_(deadline) {}

  /// How long to wait before the next attempt; nothing: give up. `answer_began`: a part of an
  /// answer was shown already, and a second one must not follow it. `random` is in [0, 1).
  std::optional<std::chrono::milliseconds> next(const error& failure, bool answer_began,
                                                MonotonicTime now, double random);
  /// Waits handed out so far.
  [[nodiscard]] int retries() const noexcept { return retries_; }

 private:
  int max_retries_;
  int retries_ = 0;
  MonotonicTime deadline_;
};

}  // namespace yak::openai
