// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "delivery/channel_directory.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::daemon {

/// Makes every channel fetch the messages that reached its service while Yak could not accept them.
/// Retries failures with growing pauses. Used by one task at a time.
class CatchUp {
 public:
  CatchUp(const delivery::ChannelDirectory& channels, Clock& clock, Logger& log)
      : channels_(channels), clock_(clock), log_(log) {}

  /// Messages since `since` may be missing, in every channel.
  void note_gap(WallTime since);
  /// Calls `catch_up` of the channels whose next try is due.
  task<void> run();
  [[nodiscard]] bool is_idle() const noexcept { return gaps_.empty(); }

 private:
  struct Gap {
    WallTime since{};
    MonotonicTime next_try{};
    std::chrono::seconds pause{0};
  };

  void put_off(const std::string& channel, const error& failure);

  const delivery::ChannelDirectory& channels_;
  Clock& clock_;
  Logger& log_;
  std::map<std::string, Gap> gaps_;  ///< by channel, so bounded by the configuration
};

}  // namespace yak::daemon
