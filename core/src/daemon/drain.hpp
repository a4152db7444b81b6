// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "conversation/lanes/lanes.hpp"
#include "conversation/turns/turn_runner.hpp"
#include "daemon/servers.hpp"
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/outbox/outbox.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::daemon {

/// Finishes running turns and sends before the daemon stops. What does not finish in time stays in
/// the journal.
class Drain {
 public:
  /// All must outlive it.
  struct Dependencies {
    conversation::Lanes& lanes;
    delivery::Outbox& outbox;
    delivery::InlineReplyFlow& inline_replies;
    conversation::TurnRunner& runner;
    Servers& servers;
    Clock& clock;
    Logger& log;
  };

  explicit Drain(Dependencies dependencies) : dependencies_(dependencies) {}

  /// Starts no further turn, and waits for those that run and for their sends, for about `limit`.
  /// `hands_over`: a successor takes over the listeners. Call it once, on a loop.
  task<void> run(std::chrono::milliseconds limit, bool hands_over);

 private:
  /// Accepts messages into the journal until nothing runs, then leaves the listeners.
  task<void> drain_accepting(MonotonicTime deadline, bool hands_over);
  /// Waits until no turn and no send is in progress, or until the deadline.
  task<void> until_idle(MonotonicTime deadline);
  [[nodiscard]] bool is_idle() const;
  /// Conversations that are sending, and inline replies that are not recorded yet.
  [[nodiscard]] std::size_t sends() const;

  Dependencies dependencies_;
};

}  // namespace yak::daemon
