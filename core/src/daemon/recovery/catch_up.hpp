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
/// Retries failures with growing pauses. Belongs to one event loop; one `run` at a time.
class CatchUp {
 public:
  CatchUp(const delivery::ChannelDirectory& channels, Clock& clock, Logger& log)
      : channels_(channels), clock_(clock), log_(log) {}

  /// Messages since `since` may be missing, in every channel.
  void note_gap(WallTime since);
  /// Calls `catch_up` of the channels whose next try is due, one after the other. A call that takes
  /// longer than 15 minutes is cancelled and counts as a failure.
  task<void> run();
  /// Whether no channel has a gap, and none catches up at this moment.
  [[nodiscard]] bool is_idle() const noexcept { return gaps_.empty() && !is_asking_; }

 private:
  struct Gap {
    WallTime since{};
    MonotonicTime next_try{};
    std::chrono::seconds pause{0};
  };

  task<result<std::size_t>> ask(Channel& channel, WallTime since);
  /// Adds the gap of a channel that could not catch up again.
  void put_off(const std::string& channel, Gap gap, const error& failure);

  const delivery::ChannelDirectory& channels_;
  Clock& clock_;
  Logger& log_;
  std::map<std::string, Gap> gaps_;  ///< by channel, so bounded by the configuration
  bool is_asking_ = false;
};

}  // namespace yak::daemon
