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

  /// Calls `hand_over` of the running channel. Returns an error, without effect, if the build has
  /// been given up.
  task<result<void>> end_receiving(BuiltInstancePtr<Channel> running);
  /// The build has succeeded in time; nothing is taken back any more.
  void settle();
  /// Makes further calls of `end_receiving` fail: the build is abandoned, but may still run.
  void give_up();
  /// Calls `take_back` of the channels that handed over, each once, the last one first. Exceptions
  /// are logged.
  task<void> take_back();

 private:
  std::vector<BuiltInstancePtr<Channel>> take();

  Logger& log_;
  std::mutex mutex_;
  std::vector<BuiltInstancePtr<Channel>> handed_over_;
  bool is_given_up_ = false;
};

}  // namespace yak::generation
