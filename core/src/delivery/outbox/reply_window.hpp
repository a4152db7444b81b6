// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "delivery/outbox/clock_jumps.hpp"
#include "delivery/outbox/outgoing.hpp"
#include "yak/clock.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::delivery {

/// Knows whether a service still accepts a reply: whether the person's last message is younger than
/// the channel's reply window. Thread-safe. The constructor's arguments must outlive it.
class ReplyWindow {
 public:
  ReplyWindow(JournalReader& reader, const Clock& clock);

  /// Compares the wall clock with the monotonic clock. Call it often; see ClockJumps::look.
  void look_at_clock();
  /// Whether the message that it answers is younger than `window`; false if that is unknown. Needs
  /// no journal.
  [[nodiscard]] bool is_just_answered(const Outgoing& outgoing,
                                      std::chrono::milliseconds window) const;
  /// Whether the person's last message is older than `window`. False if that is unknown: then the
  /// service decides. `outgoing` must stay valid until the task ends.
  task<bool> is_closed(const Outgoing& outgoing, std::chrono::milliseconds window);

 private:
  JournalReader& reader_;
  const Clock& clock_;
  ClockJumps jumps_;
};

}  // namespace yak::delivery
