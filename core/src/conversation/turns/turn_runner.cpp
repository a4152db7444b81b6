// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_runner.hpp"

#include <array>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "base/activity.hpp"
#include "base/user_key.hpp"
#include "conversation/turns/stage_metrics.hpp"
#include "observe/tracing/trace_ids.hpp"

namespace yak::conversation {
namespace asio = boost::asio;
using delivery::InlineTicket;
namespace {

constexpr std::chrono::milliseconds kStoreRetry{500};
constexpr const char* kQuarantineWords =
    "Sorry, your message could not be processed, and trying it again did not help.";

constexpr std::array kResults{TurnResult::unanswered, TurnResult::answered, TurnResult::command,
                              TurnResult::refused,    TurnResult::failed,   TurnResult::stopped,
                              TurnResult::unreadable, TurnResult::dropped};

base::ConcurrencyLimit::Options one_at_a_time() {
  base::ConcurrencyLimit::Options options;
  options.name = "messages suspected of a crash";
  options.places = 1;
  options.max_wait = std::chrono::hours(1);
  return options;
}

task<result<void>> end_refused() { co_return result<void>(); }

}  // namespace

struct TurnRunner::Meters {
  explicit Meters(Metrics& metrics)
      : stages(metrics),
        quarantined(
            metrics.counter("yak_messages_quarantined_total",
                            "Messages quarantined because their turns crashed the process")),
        cut(metrics.counter("yak_replies_cut_total",
                            "Replies that were longer than max_parts messages")),
        seconds(metrics.histogram("yak_turn_seconds", "Time from a turn's start to its commit",
                                  {0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 90})) {
    for (const TurnResult result : kResults) {
      results.push_back(&metrics.counter("yak_turns_total", "Turns by result",
                                         {{"result", std::string(result_name(result))}}));
    }
  }

  StageMetrics stages;
  std::vector<Counter*> results;
  Counter& quarantined;
  Counter& cut;
  Histogram& seconds;
};

TurnRunner::TurnRunner(Dependencies dependencies)
    : dependencies_(dependencies),
      meters_(std::make_unique<Meters>(dependencies.metrics)),
      suspects_(dependencies.clock, one_at_a_time()) {}

TurnRunner::~TurnRunner() = default;

task<result<void>> TurnRunner::start(KeyValue& keys) {
  const auto key = co_await base::user_key(keys);
  if (!key) co_return key.error();
  ids_ = base::OpaqueIds(*key);
  co_return result<void>();
}

bool TurnRunner::passes_queue(const Message& message) const {
  const auto chain = dependencies_.chains.chain();
  return chain && chain->passes_queue(message);
}

task<void> TurnRunner::run(PendingTurnPtr pending, TurnControl& control) {
  switch (suspicion_of(pending->turn.message.blame)) {
    case Suspicion::none: return run_now(std::move(pending), control);
    case Suspicion::runs_alone: return run_alone(std::move(pending), control);
    case Suspicion::quarantine: break;
  }
  return quarantine(std::move(pending));
}

task<void> TurnRunner::run_alone(PendingTurnPtr pending, TurnControl& control) {
  // If the wait times out, run the turn anyway.
  const auto place = co_await suspects_.acquire(MonotonicTime::max());
  co_await run_now(std::move(pending), control);
}

task<void> TurnRunner::quarantine(PendingTurnPtr pending) {
  Turn& turn = pending->turn;
  meters_->quarantined.add();
  dependencies_.log.error(
      "a message is quarantined: its turns crashed the process; see yak dead-letters",
      {{"message", turn.message.id}, {"channel", turn.message.channel}});
  if (may_tell(turn)) turn.reply.add(kQuarantineWords);
  return finish(std::move(pending), MessageState::quarantined);
}

task<void> TurnRunner::run_now(PendingTurnPtr pending, TurnControl& control) {
  Turn& turn = pending->turn;
  const base::ActivityScope activity(nullptr, "turn", turn.message.id);
  const RunningTurns::Mark mark = dependencies_.running == nullptr
                                      ? RunningTurns::Mark()
                                      : dependencies_.running->begin(turn.message.id);
  const std::vector<RunningTurns::Mark> joined = mark_joined(*pending);
  turn.user = turn.message.user();
  turn.price = price_on(turn.message.channel);
  turn.trace_id = observe::new_trace_id(dependencies_.random);
  pending->began = dependencies_.clock.monotonic();
  control.begin(turn.message, pending->began);
  result<void> outcome;
  pending->chain = dependencies_.chains.chain();
  // There is no chain when the daemon has ended its last generation; the message stays in the
  // journal.
  if (pending->chain) {
    outcome = co_await serve(*pending->chain, *pending);
  } else {
    control.abandon();
  }
  // After a cancellation, every further co_await would throw without this reset.
  if (control.end()) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  }
  if (control.abandoned()) {
    if (pending->ticket) pending->ticket->release();
    dependencies_.backlog.remove(pending->messages());
    co_return;
  }
  conclude(*pending, control, outcome);
  note(turn, pending->began);
  const MessageState state =
      turn.result == TurnResult::stopped ? MessageState::dropped : MessageState::done;
  co_await finish(std::move(pending), state);
}

task<result<void>> TurnRunner::serve(const Pipeline& chain, PendingTurn& pending) {
  Turn& turn = pending.turn;
  pending.admitted = dependencies_.admission.admits(chain.people(), turn);
  if (pending.admitted) return chain.run(turn);
  dependencies_.admission.refuse(chain.people(), chain.refusal_reply(turn.message), turn);
  return end_refused();
}

bool TurnRunner::may_tell(Turn& turn) {
  const std::shared_ptr<const Pipeline> chain = dependencies_.chains.chain();
  return chain && dependencies_.admission.admits(chain->people(), turn);
}

std::vector<RunningTurns::Mark> TurnRunner::mark_joined(const PendingTurn& pending) {
  std::vector<RunningTurns::Mark> marks;
  if (dependencies_.running == nullptr || pending.joined.empty()) return marks;
  marks.reserve(pending.joined.size());
  for (const MessageId message : pending.joined)
    marks.push_back(dependencies_.running->begin(message));
  return marks;
}

void TurnRunner::tell_committed(PendingTurn& pending, bool durable) {
  const auto blame = [&pending](std::size_t layer, const std::string& what) {
    pending.chain->log_bug(layer, pending.turn.message.id, "its after_commit threw: " + what);
  };
  for (const AfterCommit::Entry& entry : pending.turn.after_commit.take()) {
    try {
      entry.hook(durable);
    } catch (const std::exception& failure) {
      blame(entry.layer, failure.what());
    } catch (...) {
      blame(entry.layer, "something that is no std::exception");
    }
  }
}

void TurnRunner::discard_outcome(PendingTurn& pending) {
  pending.turn.reply = Reply();
  pending.turn.writes = Batch();
  tell_committed(pending, false);
}

void TurnRunner::conclude(PendingTurn& pending, const TurnControl& control,
                          const result<void>& outcome) {
  Turn& turn = pending.turn;
  if (control.stopped()) {
    turn.result = TurnResult::stopped;
    discard_outcome(pending);
    return;
  }
  if (outcome) return;
  dependencies_.log.error("a turn failed", {{"message", turn.message.id},
                                            {"channel", turn.message.channel},
                                            {"reason", outcome.error().message}});
  turn.result = TurnResult::failed;
  discard_outcome(pending);
  turn.reply.add(std::string(kFailureWords));
}

void TurnRunner::log_escaped(const std::exception_ptr& thrown) {
  std::string what;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& failure) {
    what = failure.what();
  } catch (...) {
    what = "something that is not a std::exception";
  }
  dependencies_.log.error("an exception ended a turn; its message runs again at the next start",
                          {{"reason", what}});
}

task<void> TurnRunner::drop(PendingTurnPtr pending, std::string words, MessageState state) {
  if (!words.empty() && may_tell(pending->turn)) pending->turn.reply.add(std::move(words));
  return finish(std::move(pending), state);
}

task<void> TurnRunner::finish(PendingTurnPtr pending, MessageState state) {
  Turn& turn = pending->turn;
  const std::size_t messages = pending->messages();
  InlineTicket* const ticket = pending->ticket.get();
  const auto lease = dependencies_.channels.lease(turn.message.channel);
  TurnCommit entry;
  entry.message = turn.message.id;
  entry.epoch = dependencies_.journal.epoch();
  entry.joined = std::move(pending->joined);
  entry.state = state;
  entry.writes = std::move(turn.writes);
  std::vector<Outbound> pieces = co_await pieces_of(turn, lease);
  entry.deliveries = deliveries_of(turn, std::move(pieces));
  if (lease && lease->price.any()) charge(turn, lease->price, messages, entry);
  InlineTicket* claimed = nullptr;
  if (lease && claim_inline(entry.deliveries, turn, *lease, ticket)) {
    entry.deliveries.front().state = DeliveryState::sending;
    entry.deliveries.front().attempts = 1;
    claimed = ticket;
  } else if (ticket != nullptr) {
    ticket->release();
  }
  entry.trace = trace_of(*pending, entry);
  std::vector<DeliveryId> ids;
  const bool committed = co_await commit(entry, ids, claimed);
  tell_committed(*pending, committed);
  if (committed) tell(*pending, entry);
  dependencies_.backlog.remove(messages);
  std::vector<Delivery>& deliveries = entry.deliveries;
  if (!committed || ids.size() != deliveries.size()) {
    if (claimed != nullptr) claimed->release();
    co_return;
  }
  for (std::size_t i = 0; i < ids.size(); ++i) deliveries[i].id = ids[i];
  if (claimed != nullptr) {
    dependencies_.outbox.expect_inline(deliveries.front(), turn.trace_id);
    claimed->fulfil(std::move(deliveries.front()));
  } else if (!deliveries.empty()) {
    dependencies_.outbox.enqueue(std::move(deliveries), turn.trace_id);
  }
}

task<bool> TurnRunner::commit(TurnCommit& entry, std::vector<DeliveryId>& ids,
                              InlineTicket*& claimed) {
  while (true) {
    auto written = co_await dependencies_.journal.commit(entry);
    if (written) {
      ids = std::move(*written);
      co_return true;
    }
    const error& failure = written.error();
    dependencies_.log.error("a turn could not be committed",
                            {{"message", entry.message}, {"reason", failure.message}});
    // A conflict means that an earlier attempt has committed it, or that a newer owner has taken
    // the conversation over: the turn ends here without a reply.
    if (failure.kind == ErrorKind::conflict || stopping_) co_return false;
    // The message is safe in the journal; release its webhook instead of waiting for the store.
    if (claimed != nullptr) {
      entry.deliveries.front().state = DeliveryState::pending;
      entry.deliveries.front().attempts = 0;
      std::exchange(claimed, nullptr)->release();
    }
    co_await dependencies_.clock.sleep(kStoreRetry);
  }
}

task<void> TurnRunner::show_typing(Message message) {
  const auto lease = dependencies_.channels.lease(message.channel);
  if (!lease || !lease->capabilities.typing) co_return;
  const base::ActivityScope activity(lease->label, "typing", message.id);
  try {
    co_await lease->channel->typing(message);
  } catch (const std::exception& failure) {
    dependencies_.log.debug("typing could not be shown", {{"reason", failure.what()}});
  } catch (...) {
    dependencies_.log.debug("typing could not be shown");
  }
}

void TurnRunner::note_cut(const Turn& turn, std::size_t max_parts, std::size_t left_out) {
  meters_->cut.add();
  dependencies_.log.warn("a reply was cut: it is longer than the channel's max_parts",
                         {{"message", turn.message.id},
                          {"channel", turn.message.channel},
                          {"max_parts", max_parts},
                          {"left_out", left_out}});
}

void TurnRunner::note(const Turn& turn, MonotonicTime began) {
  const std::chrono::duration<double> took = dependencies_.clock.monotonic() - began;
  meters_->results[static_cast<std::size_t>(turn.result)]->add();
  meters_->seconds.observe(took.count());
  meters_->stages.note(turn.steps);
}

}  // namespace yak::conversation
