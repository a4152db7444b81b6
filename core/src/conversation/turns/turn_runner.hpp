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

namespace yak::conversation {

/// Gives the chain that new turns run on; whoever holds it keeps its instances alive. Thread-safe.
class ChainSource {
 public:
  virtual ~ChainSource() = default;
  /// Null once the daemon has ended its last generation.
  [[nodiscard]] virtual std::shared_ptr<const Pipeline> chain() const = 0;
};

/// Takes one message from the lane to its committed end: admission, chain, rendering, commit,
/// hand-over of the deliveries.
class TurnRunner {
 public:
  struct Services {
    Store& store;
    delivery::Outbox& outbox;
    delivery::ChannelDirectory& channels;
    const ChainSource& chains;
    AdmissionControl& admission;
    delivery::Backlog& backlog;
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    Random& random;
    RunningTurns* running = nullptr;  ///< where turns are marked as running; may be null
    /// Takes secrets out of words that go into a trace; may be empty.
    std::function<std::string(std::string)> redact = {};
    observe::SpanSink* spans = nullptr;  ///< where traces go beside the journal; may be null
  };

  explicit TurnRunner(Services services);
  ~TurnRunner();

  /// Once, before the first turn: reads the key that conversations are named with in the log.
  task<result<void>> start();
  /// Runs on the conversation's loop and ends when the turn is committed, or abandoned. A message
  /// whose turns crashed the process again and again ends in quarantine instead.
  task<void> run(PendingTurnPtr pending, TurnControl& control);
  /// Ends a turn's messages without running it; `words`, when not empty, go back to their sender
  /// if that one is admitted.
  task<void> drop(PendingTurnPtr pending, std::string words,
                  MessageState state = MessageState::dropped);
  /// Best effort.
  task<void> show_typing(Message message);
  [[nodiscard]] bool passes_queue(const Message& message) const;
  /// Something threw where nothing may, and ended a turn between its chain and its commit's end.
  void log_escaped(const std::exception_ptr& thrown);
  /// From now on a commit that the store refuses is not tried for ever.
  void stop() { stopping_ = true; }
  /// Waits for replies that are being rendered apart. Their turns' frames belong to the loops: call
  /// it when those have stopped, and before they are destroyed.
  void join() { renderers_.join(); }

 private:
  struct Meters;

  static constexpr std::string_view kFailureWords =
      "Sorry, something went wrong on our side. Please try again in a moment.";

  task<void> run_now(PendingTurnPtr pending, TurnControl& control);
  /// The chain if the sender is admitted, else a refusal.
  task<result<void>> serve(const Pipeline& chain, PendingTurn& pending);
  /// Whether words that no layer makes may go to the sender.
  [[nodiscard]] bool may_tell(Turn& turn);
  /// Any of the messages that are read together may be the one that crashes the process.
  std::vector<RunningTurns::Mark> mark_joined(const PendingTurn& pending);
  /// While no other suspect runs.
  task<void> run_alone(PendingTurnPtr pending, TurnControl& control);
  task<void> quarantine(PendingTurnPtr pending);
  /// What the chain's end makes of the turn.
  void conclude(PendingTurn& pending, const TurnControl& control, const result<void>& outcome);
  /// What the layers wanted to say and write is not said and written: the turn ends otherwise.
  static void discard_outcome(PendingTurn& pending);
  /// Tells the layers whether what they wrote is durable. What throws is logged as a bug.
  static void tell_committed(PendingTurn& pending, bool durable);
  task<void> finish(PendingTurnPtr pending, MessageState state);
  /// False: it is not committed by us. `claimed`, when not null, waits for the outcome; where the
  /// store fails it is let go and becomes null, and the reply goes out by `send`.
  task<bool> commit(TurnCommit& entry, std::vector<DeliveryId>& ids,
                    delivery::InlineTicket*& claimed);
  [[nodiscard]] std::vector<Outbound> render(const Turn& turn,
                                             const delivery::ChannelLease& lease) const;
  /// On a thread of its own. Both must stay until the task has ended.
  task<std::vector<Outbound>> render_apart(const Turn& turn, const delivery::ChannelLease& lease);
  /// What the reply becomes: never nothing, never more than the channel's bound.
  task<std::vector<Outbound>> pieces_of(const Turn& turn,
                                        const std::optional<delivery::ChannelLease>& lease);
  void note_cut(const Turn& turn, std::size_t max_parts, std::size_t left_out);
  [[nodiscard]] std::vector<Delivery> deliveries_of(const Turn& turn,
                                                    std::vector<Outbound> pieces) const;
  /// Kept out of the coroutine that runs the turn, whose frame would have to hold the lease.
  [[nodiscard, gnu::noinline]] MessagePrice price_on(const std::string& channel) const;
  /// Adds what the channel's service takes for these messages and for the deliveries of `entry` to
  /// the user's usage, and counts it. A stranger who gets no answer is counted alone, so that
  /// strangers do not fill the store.
  void charge(const Turn& turn, const MessagePrice& price, std::size_t messages, TurnCommit& entry);
  bool claim_inline(const std::vector<Delivery>& deliveries, const Turn& turn,
                    const delivery::ChannelLease& lease, delivery::InlineTicket* ticket) const;
  void note(const Turn& turn, MonotonicTime began);
  /// What the journal keeps of how the turn went; nothing where none ran.
  [[nodiscard]] std::string trace_of(const PendingTurn& pending, const TurnCommit& entry) const;
  [[nodiscard]] TurnAccount account_of(const PendingTurn& pending, const TurnCommit& entry) const;
  /// Takes secrets and addresses out of reasons. The turn must outlive it.
  [[nodiscard]] CleanWords cleaner_of(const Turn& turn) const;
  /// What others get to see of a turn once it is committed: its line in the log, its spans.
  void tell(const PendingTurn& pending, const TurnCommit& entry);
  /// The one line that the log has of every turn; of a stranger's only at debug.
  void log_turn(LogLevel level, const Turn& turn, const TurnAccount& account,
                const std::string& conversation);

  Services services_;
  std::unique_ptr<Meters> meters_;
  base::ConcurrencyLimit suspects_;
  base::OpaqueIds ids_{""};  ///< under the stored key from `start` on
  std::atomic<bool> stopping_{false};
  boost::asio::thread_pool renderers_{1};
};

}  // namespace yak::conversation
