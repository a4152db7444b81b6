// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/async/concurrency_limit.hpp"
#include "conversation/admission/admission_control.hpp"
#include "conversation/lanes/pending_turn.hpp"
#include "conversation/lanes/turn_control.hpp"
#include "conversation/turns/channel_fees.hpp"
#include "conversation/turns/pipeline.hpp"
#include "conversation/turns/reply_renderer.hpp"
#include "conversation/turns/running_turns.hpp"
#include "conversation/turns/turn_committer.hpp"
#include "conversation/turns/turn_reporter.hpp"
#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/outbox/outbox.hpp"
#include "observe/tracing/span.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/key_value.hpp"

namespace yak::conversation {

/// Provides the chain for new turns. The returned pointer keeps the chain's instances alive.
/// Thread-safe.
class ChainSource {
 public:
  virtual ~ChainSource() = default;
  /// Null once the daemon has ended its last generation.
  [[nodiscard]] virtual std::shared_ptr<const Pipeline> chain() const = 0;
};

/// Processes one turn from its lane to the end: admission and the chain itself, then the reply by
/// ReplyRenderer, the commit by TurnCommitter and the reports by TurnReporter.
class TurnRunner {
 public:
  struct Dependencies {
    Journal& journal;
    delivery::Outbox& outbox;
    delivery::InlineReplyFlow& inline_replies;
    delivery::ChannelDirectory& channels;
    const ChainSource& chains;
    AdmissionControl& admission;
    delivery::Backlog& backlog;
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    Random& random;
    RunningTurns* running = nullptr;  ///< records running turns; may be null
    /// Removes secrets from text for reports; may be empty.
    std::function<std::string(std::string)> redact = {};
    observe::SpanSink* spans = nullptr;  ///< receives spans of turns; may be null
  };

  explicit TurnRunner(Dependencies dependencies);

  /// As TurnReporter::start.
  task<result<void>> start(KeyValue& keys) { return reporter_.start(keys); }
  /// Runs on the conversation's loop and ends when the turn is committed or abandoned. A message
  /// whose turns repeatedly crashed the process is quarantined instead.
  task<void> run(PendingTurnPtr pending, TurnControl& control);
  /// Ends a turn's messages without running it. `words`, if not empty, is the reply if the sender
  /// is admitted.
  task<void> drop(PendingTurnPtr pending, std::string words,
                  MessageState state = MessageState::dropped);
  /// Shows the typing indicator; best effort.
  task<void> show_typing(Message message);
  /// Whether a layer wants the message to bypass its conversation's queue. Call it once, before
  /// `run`.
  [[nodiscard]] bool passes_queue(PendingTurn& pending) const;
  /// Logs an unexpected exception that ended a turn outside its chain, before the end of its
  /// commit.
  void log_escaped(const std::exception_ptr& thrown, MessageId message, const std::string& channel);
  /// Ends the retries of commits that the store refuses.
  void stop() { committer_.stop(); }
  /// As ReplyRenderer::join.
  void join() { renderer_.join(); }

 private:
  task<void> run_now(PendingTurnPtr pending, TurnControl& control);
  /// Takes the chain that is in use now; false if there is none.
  bool take_chain(PendingTurn& pending) const;
  /// Runs the chain if the sender is admitted, else refuses the turn.
  task<result<void>> serve(const Pipeline& chain, PendingTurn& pending);
  /// Returns whether the core may send its own reply: the sender is admitted.
  [[nodiscard]] bool may_notify(Turn& turn);
  /// Marks all joined messages as running, because any of them may crash the process.
  std::vector<RunningTurns::Mark> mark_joined(const PendingTurn& pending);
  /// Runs the turn while no other suspect runs. `/stop` and a shutdown end the wait.
  task<void> run_alone(PendingTurnPtr pending, TurnControl& control);
  task<void> quarantine(PendingTurnPtr pending);
  /// Sets the turn's result and reply from the outcome of the chain.
  void conclude(PendingTurn& pending, const TurnControl& control, const result<void>& outcome);
  /// Discards the reply and the writes of the layers.
  void discard_outcome(PendingTurn& pending);
  /// Calls the `after_commit` hooks. An exception is logged as a bug of the layer that added the
  /// hook.
  void call_after_commit(PendingTurn& pending, bool durable);
  /// Renders, commits and reports the turn, and passes its deliveries on.
  task<void> finish(PendingTurnPtr pending, MessageState state);
  /// Kept out of the coroutine that runs the turn, so that its frame does not hold the lease.
  [[nodiscard, gnu::noinline]] MessagePrice price_on(const std::string& channel) const;

  Dependencies dependencies_;
  ReplyRenderer renderer_;
  TurnCommitter committer_;
  TurnReporter reporter_;
  ChannelFees fees_;
  Counter& quarantined_;
  base::ConcurrencyLimit suspects_;
};

}  // namespace yak::conversation
