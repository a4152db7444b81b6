// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "yak/clock.hpp"
#include "yak/message/message.hpp"

namespace yak::delivery {

/// A queued delivery with its state that is not in the journal.
struct Outgoing {
  /// The wall time for this delivery at `now`.
  [[nodiscard]] WallTime at(MonotonicTime now) const {
    return WallTime(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()) +
                    to_wall);
  }
  /// Whether it must not be sent from here any more.
  [[nodiscard]] bool is_over() const noexcept { return taken || is_erased; }

  Delivery delivery;
  /// Added to monotonic time, gives the wall time for this delivery. While it is queued, setting
  /// the wall clock changes neither its age nor its due time.
  std::chrono::milliseconds to_wall{0};
  int looks = 0;                     ///< lookups since it became in doubt
  std::optional<std::string> taken;  ///< the receipt, if the service reported that it has it
  bool is_erased = false;            ///< the journal does not have it, or a newer owner works on it
};

}  // namespace yak::delivery
