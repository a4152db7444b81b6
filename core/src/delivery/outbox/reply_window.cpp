// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/reply_window.hpp"

namespace yak::delivery {

ReplyWindow::ReplyWindow(JournalReader& reader, const Clock& clock)
    : reader_(reader), clock_(clock), jumps_(clock.now(), clock.monotonic()) {}

void ReplyWindow::look_at_clock() { jumps_.look(clock_.now(), clock_.monotonic()); }

bool ReplyWindow::is_just_answered(const Outgoing& outgoing,
                                   std::chrono::milliseconds window) const {
  const WallTime wrote = outgoing.delivery.answers_at;
  return wrote != WallTime{} && outgoing.at(clock_.monotonic()) - wrote < window;
}

task<bool> ReplyWindow::is_closed(const Outgoing& outgoing, std::chrono::milliseconds window) {
  const auto wrote = co_await reader_.last_message(outgoing.delivery.conversation());
  if (!wrote || !*wrote) co_return false;
  const WallTime now = clock_.now();
  jumps_.look(now, clock_.monotonic());
  co_return now - jumps_.shifted(**wrote) >= window;
}

}  // namespace yak::delivery
