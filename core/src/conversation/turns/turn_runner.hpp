// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/concurrency_limit.hpp"
#include "base/opaque_ids.hpp"
#include "conversation/admission/admission_control.hpp"
#include "conversation/lanes/pending_turn.hpp"
#include "conversation/lanes/turn_control.hpp"
#include "conversation/turns/pipeline.hpp"
#include "conversation/turns/running_turns.hpp"
#include "conversation/turns/turn_trace.hpp"
#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/inline_ticket.hpp"
#include "delivery/outbox.hpp"
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

/// Processes one turn from the lane to its commit: admission, chain, rendering, commit, and passing
/// the deliveries to the outbox.
class TurnRunner {
 public:
  struct Dependencies {
    Journal& journal;
    delivery::Outbox& outbox;
    delivery::ChannelDirectory& channels;
    const ChainSource& chains;
    AdmissionControl& admission;
    delivery::Backlog& backlog;
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    Random& random;
    RunningTurns* running = nullptr;  ///< records running turns; may be null
    /// Removes secrets from text for a trace; may be empty.
    std::function<std::string(std::string)> redact = {};
    observe::SpanSink* spans = nullptr;  ///< receives spans of turns; may be null
  };

  explicit TurnRunner(Dependencies dependencies);
  ~TurnRunner();

  /// Reads the key from which the opaque names of conversations are derived. Call it once, before
  /// the first turn. `keys` is the store's base::kUserKeySpace.
  task<result<void>> start(KeyValue& keys);
  /// Runs on the conversation's loop and ends when the turn is committed or abandoned. A message
  /// whose turns repeatedly crashed the process is quarantined instead.
  task<void> run(PendingTurnPtr pending, TurnControl& control);
  /// Ends a turn's messages without running it. `words`, if not empty, is the reply if the sender
  /// is admitted.
  task<void> drop(PendingTurnPtr pending, std::string words,
                  MessageState state = MessageState::dropped);
  /// Shows the typing indicator; best effort.
  task<void> show_typing(Message message);
  [[nodiscard]] bool passes_queue(const Message& message) const;
  /// Logs an unexpected exception that ended a turn outside its chain, before the end of its
  /// commit.
  void log_escaped(const std::exception_ptr& thrown);
  /// Ends the retries of commits that the store refuses.
  void stop() { stopping_ = true; }
  /// Waits for replies that are being rendered on the rendering thread. The turns' frames belong to
  /// the loops: call it after the loops have stopped and before they are destroyed.
  void join() { renderers_.join(); }

 private:
  struct Meters;

  static constexpr std::string_view kFailureWords =
      "Sorry, something went wrong on our side. Please try again in a moment.";

  task<void> run_now(PendingTurnPtr pending, TurnControl& control);
  /// Runs the chain if the sender is admitted, else refuses the turn.
  task<result<void>> serve(const Pipeline& chain, PendingTurn& pending);
  /// Returns whether the core may send its own reply: the sender is admitted.
  [[nodiscard]] bool may_tell(Turn& turn);
  /// Marks all joined messages as running, because any of them may crash the process.
  std::vector<RunningTurns::Mark> mark_joined(const PendingTurn& pending);
  /// Runs the turn while no other suspect runs.
  task<void> run_alone(PendingTurnPtr pending, TurnControl& control);
  task<void> quarantine(PendingTurnPtr pending);
  /// Sets the turn's result and reply from the outcome of the chain.
  void conclude(PendingTurn& pending, const TurnControl& control, const result<void>& outcome);
  /// Discards the reply and the writes of the layers.
  static void discard_outcome(PendingTurn& pending);
  /// Calls the layers' `after_commit` hooks. An exception is logged as a bug.
  static void tell_committed(PendingTurn& pending, bool durable);
  task<void> finish(PendingTurnPtr pending, MessageState state);
  /// Returns false if this process did not commit the turn. `claimed`, if not null, waits for the
  /// outcome; if the store fails, it is released and set to null, and the reply goes out by `send`.
  task<bool> commit(TurnCommit& entry, std::vector<DeliveryId>& ids,
                    delivery::InlineTicket*& claimed);
  [[nodiscard]] std::vector<Outbound> render(const Turn& turn,
                                             const delivery::ChannelLease& lease) const;
  /// Renders on the rendering thread. Both arguments must stay valid until the task ends.
  task<std::vector<Outbound>> render_apart(const Turn& turn, const delivery::ChannelLease& lease);
  /// Renders the reply to at least one and at most the channel's maximum number of pieces.
  task<std::vector<Outbound>> pieces_of(const Turn& turn,
                                        const std::optional<delivery::ChannelLease>& lease);
  void note_cut(const Turn& turn, std::size_t max_parts, std::size_t left_out);
  [[nodiscard]] std::vector<Delivery> deliveries_of(const Turn& turn,
                                                    std::vector<Outbound> pieces) const;
  /// Kept out of the coroutine that runs the turn, so that its frame does not hold the lease.
  [[nodiscard, gnu::noinline]] MessagePrice price_on(const std::string& channel) const;
  /// Counts the fees of the channel's service for these messages and for the deliveries of `entry`,
  /// and adds them to the user's usage. Refused turns without a reply are only counted, so that
  /// unknown senders do not fill the store.
  void charge(const Turn& turn, const MessagePrice& price, std::size_t messages, TurnCommit& entry);
  bool claim_inline(const std::vector<Delivery>& deliveries, const Turn& turn,
                    const delivery::ChannelLease& lease, delivery::InlineTicket* ticket) const;
  void note(const Turn& turn, MonotonicTime began);
  /// Returns the turn's trace for the journal; empty if the turn did not run.
  [[nodiscard]] std::string trace_of(const PendingTurn& pending, const TurnCommit& entry) const;
  [[nodiscard]] TurnAccount account_of(const PendingTurn& pending, const TurnCommit& entry) const;
  /// Returns a function that removes secrets and addresses from text. `turn` must outlive it.
  [[nodiscard]] CleanWords cleaner_of(const Turn& turn) const;
  /// Writes the log line and exports the spans of a committed turn.
  void tell(const PendingTurn& pending, const TurnCommit& entry);
  /// Writes the log line of a turn: at info, for refused senders at debug.
  void log_turn(LogLevel level, const Turn& turn, const TurnAccount& account,
                const std::string& conversation);

  Dependencies dependencies_;
  std::unique_ptr<Meters> meters_;
  base::ConcurrencyLimit suspects_;
  base::OpaqueIds ids_{""};  ///< `start` sets the stored key
  std::atomic<bool> stopping_{false};
  boost::asio::thread_pool renderers_{1};
};

}  // namespace yak::conversation
