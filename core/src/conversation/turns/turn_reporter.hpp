// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/opaque_ids.hpp"
#include "conversation/lanes/pending_turn.hpp"
#include "conversation/turns/reply_renderer.hpp"
#include "conversation/turns/stage_metrics.hpp"
#include "conversation/turns/turn_report.hpp"
#include "observe/tracing/span.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/key_value.hpp"

namespace yak::conversation {

/// Reports turns: metrics, the report that the journal keeps, the log line and the spans. Reports
/// contain no addresses and no secrets. Thread-safe, except `start`.
class TurnReporter {
 public:
  struct Dependencies {
    const Clock& clock;
    Logger& log;
    Metrics& metrics;
    /// Removes secrets from text; may be empty.
    std::function<std::string(std::string)> redact = {};
    observe::SpanSink* spans = nullptr;  ///< receives spans of turns; may be null
  };

  explicit TurnReporter(Dependencies dependencies);

  /// Reads the key from which the opaque names of conversations are derived. Call it once, before
  /// the first turn. `keys` is the store's base::kUserKeySpace.
  task<result<void>> start(KeyValue& keys);

  /// Counts a turn whose chain has ended: its result, its time and that of its layers.
  void count(const PendingTurn& pending);
  /// Logs what went wrong while the reply was rendered, if anything; `max_parts` is the bound that
  /// applied.
  void note_rendering(const Turn& turn, const RenderedReply& rendered, std::size_t max_parts);
  /// Returns the turn's report for the journal; empty if the turn did not run.
  [[nodiscard]] std::string stored_report(const PendingTurn& pending,
                                          const TurnCommit& entry) const;
  /// Writes the log line and exports the spans of a committed turn. No effect if it did not run.
  void committed(const PendingTurn& pending, const TurnCommit& entry) const;

 private:
  [[nodiscard]] TurnAccount account_of(const PendingTurn& pending, const TurnCommit& entry) const;
  /// Returns a function that removes secrets and addresses from text. `turn` must outlive it.
  [[nodiscard]] CleanText cleaner_of(const Turn& turn) const;
  /// Writes the log line of a turn.
  void log_turn(LogLevel level, const Turn& turn, const TurnAccount& account,
                const std::string& conversation) const;

  Dependencies dependencies_;
  StageMetrics stages_;
  std::vector<Counter*> results_;  ///< by TurnResult
  Counter& cut_;
  Histogram& seconds_;
  base::OpaqueIds ids_{""};  ///< `start` sets the stored key
};

}  // namespace yak::conversation
