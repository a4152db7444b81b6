#pragma once

#include <cstddef>
#include <optional>

#include "conversation/turns/running_turns.hpp"
#include "delivery/backlog.hpp"
#include "delivery/inbox.hpp"
#include "delivery/outbox.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/store.hpp"

namespace yak::daemon {

/// When the daemon was last seen alive: what came to a service since then may be missing here.
class AliveMark {
 public:
  explicit AliveMark(Store& store) : store_(store) {}

  /// Nothing before the first `write` to this store.
  task<result<std::optional<WallTime>>> read();
  task<result<void>> write(WallTime now);

 private:
  Store& store_;
};

/// The work between an earlier run's end and this run's first message.
struct Recovery {
  Store& store;
  delivery::Outbox& outbox;
  delivery::MessageSink& sink;
  delivery::Backlog& backlog;
  Clock& clock;
  Logger& log;

  /// Makes up for a wall clock that was set while the daemon was off: a gap that no outage explains
  /// (backwards, or longer than 30 days) does not count as age. Gives since when the daemon was
  /// away; nothing when that is not known.
  task<result<std::optional<WallTime>>> settle_clock();
  /// Blames the turns that were running when an earlier process ended.
  task<result<void>> blame(const conversation::RunningTurns::Left& left);
  /// Puts unfinished messages back into their lanes, in the order of their acceptance; gives how
  /// many. Before any channel starts, so that nothing new overtakes them. What is taken into memory
  /// is bounded by the backlog that could have been accepted.
  task<result<std::size_t>> resume_messages();
  /// Puts unfinished deliveries back to work; gives how many. Once channels can send, and before
  /// the lanes run, so that no reply of a resumed turn overtakes them.
  task<result<std::size_t>> resume_deliveries();
};

}  // namespace yak::daemon
