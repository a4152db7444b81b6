// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <vector>

#include "generation/instance/built_instance.hpp"

namespace yak::generation {

/// Makes running channels end receiving before their successors start, and receive again if the
/// build fails. One build has one. Thread-safe.
class HandOver {
 public:
  explicit HandOver(Logger& log) : log_(log) {}

  /// Calls `hand_over` of the running channel, once for each channel. Waits before that until the
  /// channel receives again, if it handed over to an earlier build that failed. Returns an error,
  /// without effect, if the build has been given up.
  task<result<void>> end_receiving(BuiltInstancePtr<Channel> running);
  /// The build has succeeded in time; nothing is taken back any more.
  void settle();
  /// Makes further calls of `end_receiving` fail: the build is abandoned, but may still run.
  void give_up();
  /// Calls `take_back` of the channels that handed over, each once, the last one first. Exceptions
  /// are logged.
  task<void> take_back();

 private:
  struct Ended {
    BuiltInstancePtr<Channel> running;
    base::ConcurrencyLimit::Slot slot;  ///< keeps later builds from calling `hand_over`
  };

  [[nodiscard]] bool has_ended(const BuiltInstancePtr<Channel>& running);
  std::vector<Ended> take();

  Logger& log_;
  std::mutex mutex_;
  std::vector<Ended> handed_over_;
  bool is_given_up_ = false;
};

}  // namespace yak::generation
