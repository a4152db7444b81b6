// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "conversation/turns/running_turns.hpp"
#include "delivery/backlog.hpp"
#include "delivery/inbox.hpp"
#include "delivery/outbox/outbox.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/key_value.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::daemon {

/// The time at which the daemon was last alive. Messages that reached a service later may be
/// missing.
class AliveMark {
 public:
  /// The space of the mark.
  static constexpr const char* kSpace = "daemon";

  /// `keys` is the store's kSpace, and must outlive it.
  explicit AliveMark(KeyValue& keys) : keys_(keys) {}

  /// nullopt before the first `write` to this store.
  task<result<std::optional<WallTime>>> read();
  task<result<void>> write(WallTime now);

 private:
  KeyValue& keys_;
};

/// The work between the end of an earlier run and the first message of this one.
struct Recovery {
  Journal& journal;
  Maintenance& maintenance;
  KeyValue& keys;  ///< AliveMark::kSpace
  delivery::Outbox& outbox;
  delivery::MessageSink& sink;
  delivery::Backlog& backlog;
  Clock& clock;
  Logger& log;

  /// Corrects the times of unfinished work if the wall clock was set while the daemon was off: a
  /// gap that no outage explains (negative, or longer than 30 days) does not count as age. Returns
  /// since when the daemon was away; nullopt if unknown.
  task<result<std::optional<WallTime>>> settle_clock();
  /// Adds points of suspicion to the turns that were running when an earlier process ended.
  task<result<void>> add_suspicion(const conversation::RunningTurns::Left& left);
  /// Puts unfinished messages back into their lanes, in the order of acceptance, and returns their
  /// number. Call before any channel starts, so that no new message overtakes them. Memory use is
  /// bounded by the backlog that could have been accepted.
  task<result<std::size_t>> resume_messages();
  /// Enqueues unfinished deliveries and returns their number. Call once channels can send and
  /// before the lanes run, so that no reply of a resumed turn overtakes them.
  task<result<std::size_t>> resume_deliveries();
};

}  // namespace yak::daemon
