// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_runner.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <limits>
#include <utility>

#include "base/async/activity.hpp"
#include "base/exception_text.hpp"
#include "conversation/turns/reply_pieces.hpp"
#include "observe/tracing/trace_ids.hpp"

namespace yak::conversation {
namespace asio = boost::asio;
namespace {

constexpr const char* kQuarantineText =
    "Sorry, your message could not be processed, and trying it again did not help.";

/// The layer of hooks that the core itself adds; no chain has so many.
constexpr std::size_t kCoreLayer = std::numeric_limits<std::size_t>::max();

base::ConcurrencyLimit::Options one_at_a_time() {
  base::ConcurrencyLimit::Options options;
  options.name = "messages suspected of a crash";
  options.places = 1;
  options.max_wait = std::chrono::hours(1);
  return options;
}

task<result<void>> end_refused() { co_return result<void>(); }

}  // namespace

TurnRunner::TurnRunner(Dependencies dependencies)
    : dependencies_(dependencies),
      renderer_(dependencies.clock),
      committer_({dependencies.journal, dependencies.outbox, dependencies.inline_replies,
                  dependencies.clock, dependencies.log}),
      reporter_({dependencies.clock, dependencies.log, dependencies.metrics, dependencies.redact,
                 dependencies.spans}),
      fees_(dependencies.metrics, dependencies.clock),
      quarantined_(dependencies.metrics.counter(
          "yak_messages_quarantined_total",
          "Messages quarantined because their turns crashed the process")),
      suspects_(dependencies.clock, one_at_a_time()) {}

bool TurnRunner::passes_queue(PendingTurn& pending) const {
  const auto chain = dependencies_.chains.chain();
  pending.asked = chain;
  return chain && chain->passes_queue(pending.turn);
}

bool TurnRunner::take_chain(PendingTurn& pending) const {
  pending.chain = dependencies_.chains.chain();
  if (!pending.chain) return false;
  // A reload since then may have added or removed the layer that parses commands.
  if (pending.chain != pending.asked.lock()) {
    pending.turn.command.reset();
    (void)pending.chain->passes_queue(pending.turn);
  }
  return true;
}

task<void> TurnRunner::run(PendingTurnPtr pending, TurnControl& control) {
  switch (suspicion_of(pending->turn.message.suspicion)) {
    case Suspicion::none: control.prepare(); return run_now(std::move(pending), control);
    case Suspicion::runs_alone: control.prepare(); return run_alone(std::move(pending), control);
    case Suspicion::quarantine: break;
  }
  return quarantine(std::move(pending));
}

task<void> TurnRunner::run_alone(PendingTurnPtr pending, TurnControl& control) {
  // If the wait times out, run the turn anyway. If the turn was cancelled, run_now ends it.
  const auto place = co_await suspects_.acquire(MonotonicTime::max());
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  co_await run_now(std::move(pending), control);
}

task<void> TurnRunner::quarantine(PendingTurnPtr pending) {
  Turn& turn = pending->turn;
  quarantined_.add();
  dependencies_.log.error(
      "a message is quarantined: its turns crashed the process; see yak dead-letters",
      {{"message", turn.message.id}, {"channel", turn.message.channel}});
  if (may_notify(turn)) turn.reply.add(kQuarantineText);
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
  // A message of an earlier version has no trace id.
  if (!observe::is_set(turn.message.trace_id)) {
    turn.message.trace_id = observe::new_trace_id(dependencies_.random);
  }
  pending->began = dependencies_.clock.monotonic();
  result<void> outcome;
  if (control.begin(turn.message, pending->began)) {
    // There is no chain when the daemon has ended its last generation; the message stays in the
    // journal.
    if (take_chain(*pending)) {
      outcome = co_await serve(*pending->chain, *pending);
    } else {
      control.abandon();
    }
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
  reporter_.count(*pending);
  const MessageState state =
      turn.result == TurnResult::stopped ? MessageState::dropped : MessageState::done;
  co_await finish(std::move(pending), state);
}

task<result<void>> TurnRunner::serve(const Pipeline& chain, PendingTurn& pending) {
  Turn& turn = pending.turn;
  turn.after_commit.enter_layer(kCoreLayer);
  pending.admitted = dependencies_.admission.admits(chain.people(), turn);
  if (pending.admitted) return chain.run(turn);
  dependencies_.admission.refuse(chain.people(), chain.refusal_reply(turn.message), turn);
  return end_refused();
}

bool TurnRunner::may_notify(Turn& turn) {
  const std::shared_ptr<const Pipeline> chain = dependencies_.chains.chain();
  turn.after_commit.enter_layer(kCoreLayer);
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

void TurnRunner::call_after_commit(PendingTurn& pending, bool durable) {
  const auto log_bug = [this, &pending](std::size_t layer, const std::string& what) {
    const MessageId message = pending.turn.message.id;
    if (layer == kCoreLayer || !pending.chain) {
      dependencies_.log.error("the core has a bug",
                              {{"message", message}, {"bug", "an after_commit threw: " + what}});
    } else {
      pending.chain->log_bug(layer, message, "its after_commit threw: " + what);
    }
  };
  for (const AfterCommit::Entry& entry : pending.turn.after_commit.take()) {
    try {
      entry.hook(durable);
    } catch (...) {
      log_bug(entry.layer, base::exception_text());
    }
  }
}

void TurnRunner::discard_outcome(PendingTurn& pending) {
  pending.turn.reply = Reply();
  pending.turn.writes = Batch();
  call_after_commit(pending, false);
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
  turn.reply.add(std::string(kTurnFailedText));
}

void TurnRunner::log_escaped(const std::exception_ptr& thrown, MessageId message,
                             const std::string& channel) {
  dependencies_.log.error(
      "an exception ended a turn; its message runs again at the next start",
      {{"message", message}, {"channel", channel}, {"reason", base::exception_text(thrown)}});
}

task<void> TurnRunner::drop(PendingTurnPtr pending, std::string words, MessageState state) {
  if (!words.empty() && may_notify(pending->turn)) pending->turn.reply.add(std::move(words));
  return finish(std::move(pending), state);
}

task<void> TurnRunner::finish(PendingTurnPtr pending, MessageState state) {
  Turn& turn = pending->turn;
  const std::size_t messages = pending->messages();
  const auto lease = dependencies_.channels.lease(turn.message.channel);
  TurnCommit entry;
  entry.message = turn.message.id;
  entry.joined = std::move(pending->joined);
  entry.state = state;
  entry.writes = std::move(turn.writes);
  RenderedReply rendered = co_await renderer_.render(turn, lease);
  if (lease) reporter_.note_rendering(turn, rendered, lease->max_parts);
  entry.deliveries = std::move(rendered.deliveries);
  if (lease) fees_.charge(turn, lease->price, messages, entry);
  delivery::InlineTicket* claimed =
      dependencies_.inline_replies.claim(entry, pending->ticket.get(), lease);
  entry.report = reporter_.stored_report(*pending, entry);
  const auto committed = co_await committer_.commit(entry, claimed);
  call_after_commit(*pending, committed && committed->is_whole);
  if (committed && !committed->is_whole) turn.result = TurnResult::failed;
  if (committed) reporter_.committed(*pending, entry);
  dependencies_.backlog.remove(messages);
  committer_.deliver(std::move(entry.deliveries), committed, claimed);
}

task<void> TurnRunner::show_typing(Message message) {
  const auto lease = dependencies_.channels.lease(message.channel);
  if (!lease || !lease->capabilities.typing) co_return;
  const base::ActivityScope activity(lease->label, "typing", message.id);
  try {
    co_await lease->channel->typing(message);
  } catch (...) {
    dependencies_.log.debug("typing could not be shown", {{"reason", base::exception_text()}});
  }
}

MessagePrice TurnRunner::price_on(const std::string& channel) const {
  const auto lease = dependencies_.channels.lease(channel);
  return lease ? lease->price : MessagePrice();
}

}  // namespace yak::conversation
