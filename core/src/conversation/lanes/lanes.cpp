// SPDX-License-Identifier: Apache-2.0
#include "conversation/lanes/lanes.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/async/marking_executor.hpp"
#include "delivery/home_loop.hpp"
#include "yak/text/text_format.hpp"

namespace yak::conversation {
namespace asio = boost::asio;
using namespace std::chrono_literals;
using delivery::InlineTicket;
namespace {

/// Quick answers need no typing indicator. An indicator lasts up to 25 s on WhatsApp (Twilio,
/// "Typing indicators"), so it is renewed a little earlier.
constexpr auto kTypingAfter = 1s;
constexpr auto kTypingEvery = 20s;
constexpr auto kTypingSweep = 500ms;
/// Limit of the wait of a person's first turn under a new id for unfinished work of the
/// conversation under the old address.
constexpr auto kLongestFormer = 5min;

/// In the order of OverflowRule.
constexpr std::array<std::string_view, 3> kRuleNames{"reject_newest", "drop_oldest", "coalesce"};

constexpr std::string_view kExcessRefused =
    "Too many people are waiting for an answer at the moment, so this message was not accepted. "
    "Please try again in a few minutes.";

/// One apology covers several messages; all of them are older than `age`.
std::string apology(std::chrono::milliseconds age) {
  return "Sorry, I could not answer in time what you wrote more than " + format_duration(age) +
         " ago. Please send it again if it still matters.";
}

Counter& overflow_counter(Metrics& metrics, std::string_view rule) {
  return metrics.counter("yak_lane_overflow_total",
                         "Messages that arrived at a full lane, by the overflow rule applied",
                         {{"rule", std::string(rule)}});
}

}  // namespace

Lanes::Lanes(Dependencies dependencies, LaneOptions options)
    : dependencies_(dependencies),
      overflows_(),
      excesses_(&overflow_counter(dependencies.metrics, "total")),
      expired_(&dependencies.metrics.counter("yak_messages_expired_total",
                                             "Messages that expired before their turn began")),
      shards_(dependencies.loops.size()) {
  for (Shard& shard : shards_) shard.options = options;
  for (std::size_t rule = 0; rule < kRuleNames.size(); ++rule) {
    overflows_[rule] = &overflow_counter(dependencies.metrics, kRuleNames[rule]);
  }
}

Lanes::~Lanes() = default;

std::size_t Lanes::home_of(const ConversationKey& key) const {
  return delivery::home_loop(key, dependencies_.loops);
}

void Lanes::dispatch(Message message, std::shared_ptr<InlineTicket> ticket,
                     delivery::Arrival arrival) {
  // The payload is in the journal and is not needed in memory.
  std::string().swap(message.payload);  // an assignment would keep the capacity
  ConversationKey key = message.conversation();
  const std::size_t home = home_of(key);
  auto turn = std::make_unique<PendingTurn>();
  turn->turn.message = std::move(message);
  turn->ticket = std::move(ticket);
  turn->arrival = arrival;
  turn->since = dependencies_.clock.monotonic();
  // `received_at` is in the future if the wall clock was set back.
  turn->age_then = std::max(dependencies_.clock.now() - turn->turn.message.received_at, 0ms);
  if (net::EventLoops::current() == home) {
    dispatch_here(home, std::move(key), std::move(turn));
    return;
  }
  asio::post(dependencies_.loops.loop(home),
             [this, home, key = std::move(key), turn = std::move(turn)]() mutable {
               dispatch_here(home, std::move(key), std::move(turn));
             });
}

void Lanes::dispatch_here(std::size_t home, ConversationKey key, PendingTurnPtr turn) {
  if (draining_) {
    if (turn->ticket) turn->ticket->release();
    return;
  }
  if (shards_[home].holds) {
    shards_[home].held.push_back({std::move(key), std::move(turn)});
    return;
  }
  if (dependencies_.runner.passes_queue(*turn)) {
    auto control = std::make_shared<TurnControl>();
    task<void> alone = run_concurrently(home, std::move(key), std::move(turn), *control);
    spawn(home, std::move(control), std::move(alone));
    return;
  }
  if (turn->arrival == delivery::Arrival::excess) {
    refuse_excess(home, key, std::move(turn));
    return;
  }
  Shard& shard = shards_[home];
  if (!shard.notified_excess.empty() && dependencies_.backlog.has_room())
    shard.notified_excess.forget_all();
  const auto [found, is_new] = shard.lanes.try_emplace(std::move(key));
  Lane& lane = found->second;
  settle(home, lane.queue.put(std::move(turn), shard.options));
  if (lane.changed) lane.changed->set();
  if (!is_new) return;
  auto control = std::make_shared<TurnControl>();
  lane.control = control.get();
  spawn(home, std::move(control), run_lane(home, *found));
}

void Lanes::settle(std::size_t home, LaneQueue::Overflow overflow) {
  if (overflow.rule) overflows_[static_cast<std::size_t>(*overflow.rule)]->add();
  if (overflow.ended) drop(home, std::move(overflow.ended), overflow.words);
}

void Lanes::refuse_excess(std::size_t home, const ConversationKey& key, PendingTurnPtr turn) {
  excesses_->add();
  const bool tells = shards_[home].notified_excess.first_time(key);
  drop(home, std::move(turn), tells ? kExcessRefused : std::string_view());
}

void Lanes::drop(std::size_t home, PendingTurnPtr turn, std::string_view words) {
  ++running_;
  asio::co_spawn(base::marking_executor(dependencies_.loops.loop(home), nullptr, "drop"),
                 end_dropped(std::move(turn), std::string(words)), asio::detached);
}

task<void> Lanes::end_dropped(PendingTurnPtr turn, std::string words) {
  const MessageId message = turn->turn.message.id;
  const std::string channel = turn->turn.message.channel;
  try {
    co_await dependencies_.runner.drop(std::move(turn), std::move(words));
  } catch (...) {
    dependencies_.runner.log_escaped(std::current_exception(), message, channel);
  }
  --running_;
}

void Lanes::spawn(std::size_t home, std::shared_ptr<TurnControl> control, task<void> turns) {
  shards_[home].turns.push_back(*control);
  auto& loop = dependencies_.loops.loop(home);
  const auto slot = control->signal.slot();
  // The activity is a separate object, because the signal's slot keeps the executor alive; inside
  // `control` it would be a reference cycle.
  auto marking = base::marking_executor(loop, std::make_shared<base::Activity>());
  auto ended = [&loop, control = std::move(control)](const std::exception_ptr&) {
    // Posting keeps the signal alive until the coroutine, which is just ending, is destroyed.
    asio::post(loop, [control] {});
  };
  asio::co_spawn(marking, std::move(turns), asio::bind_cancellation_slot(slot, std::move(ended)));
}

task<void> Lanes::run_lane(std::size_t home, LaneMap::value_type& entry) {
  Lane& lane = entry.second;
  const LaneOptions& options = shards_[home].options;
  while (!lane.queue.empty() && !draining_) {
    if (std::vector<ConversationKey> former = lane.queue.former(); !former.empty()) {
      co_await wait_for_former(lane, std::move(former));
      continue;
    }
    const auto wait = lane.queue.wait(dependencies_.clock.monotonic(), options);
    if (wait.count() > 0) {
      // Loop again after the sleep: another message or /stop may have changed the queue.
      co_await dependencies_.clock.sleep(std::chrono::ceil<std::chrono::milliseconds>(wait));
      continue;
    }
    LaneQueue::NextTurn next = lane.queue.take(dependencies_.clock.monotonic(), options);
    lane.running = next.turn->messages();
    const MessageId message = next.turn->turn.message.id;
    ++running_;
    try {
      co_await run_next(home, entry.first, std::move(next), *lane.control);
    } catch (...) {
      // The lane continues; the message stays in the journal.
      dependencies_.runner.log_escaped(std::current_exception(), message, entry.first.channel);
    }
    --running_;
    lane.running = 0;
  }
  lane.queue.release_tickets();
  lane.waiters.set_all();
  shards_[home].lanes.erase(entry.first);
}

task<void> Lanes::wait_for_former(Lane& lane, std::vector<ConversationKey> former) {
  const auto changed = std::make_shared<Event>();
  lane.changed = changed;
  const bool is_busy = co_await watch_busy(former, changed);
  // A delivery that is retried for hours must not block the person's turns.
  const MonotonicTime now = dependencies_.clock.monotonic();
  const auto left = kLongestFormer - lane.queue.waited(now);
  if (is_busy && left.count() > 0) {
    const auto loop = co_await asio::this_coro::executor;
    const auto alarm =
        dependencies_.clock.set_alarm(loop, now + left, [changed] { changed->set(); });
    co_await changed->wait_for(std::chrono::ceil<std::chrono::milliseconds>(left));
  } else {
    lane.queue.settle_former(former);
  }
  lane.changed.reset();
}

template <class T>
task<T> Lanes::on_home(std::size_t home, task<T> work) {
  if (net::EventLoops::current() == home) co_return co_await std::move(work);
  const auto there = base::marking_executor(dependencies_.loops.loop(home), nullptr, "lane");
  co_return co_await asio::co_spawn(there, std::move(work), asio::use_awaitable);
}

task<bool> Lanes::watch_busy(std::vector<ConversationKey> conversations,
                             std::shared_ptr<Event> ended) {
  for (const ConversationKey& key : conversations) {
    const std::size_t home = home_of(key);
    if (co_await on_home(home, watch_busy_here(home, key, ended))) co_return true;
  }
  co_return false;
}

task<bool> Lanes::watch_busy_here(std::size_t home, ConversationKey key,
                                  std::shared_ptr<Event> ended) {
  const auto found = shards_[home].lanes.find(key);
  if (found == shards_[home].lanes.end()) co_return dependencies_.outbox.watch_busy(key, ended);
  found->second.waiters.add(ended);
  co_return true;
}

task<bool> Lanes::watch_lane_here(std::size_t home, ConversationKey key,
                                  std::shared_ptr<Event> ended) {
  const auto found = shards_[home].lanes.find(key);
  if (found == shards_[home].lanes.end()) co_return false;
  Lane& lane = found->second;
  if (lane.queue.empty() && lane.running == 0) co_return false;
  lane.waiters.add(ended);
  co_return true;
}

task<void> Lanes::run_concurrently(std::size_t home, ConversationKey key, PendingTurnPtr turn,
                                   TurnControl& control) {
  LaneQueue::NextTurn next;
  next.expired = turn->age(dependencies_.clock.monotonic()) > shards_[home].options.max_age;
  next.turn = std::move(turn);
  const MessageId message = next.turn->turn.message.id;
  ++running_;
  try {
    co_await run_next(home, key, std::move(next), control);
  } catch (...) {
    dependencies_.runner.log_escaped(std::current_exception(), message, key.channel);
  }
  --running_;
}

task<void> Lanes::run_next(std::size_t home, const ConversationKey& key, LaneQueue::NextTurn next,
                           TurnControl& control) {
  if (next.expired) return expire(home, key, std::move(next.turn));
  OncePerConversation& told = shards_[home].notified_expired;
  if (!told.empty()) told.forget(key);
  return dependencies_.runner.run(std::move(next.turn), control);
}

task<void> Lanes::expire(std::size_t home, const ConversationKey& key, PendingTurnPtr turn) {
  expired_->add(static_cast<double>(turn->messages()));
  const LaneOptions& options = shards_[home].options;
  const bool tells = options.apologises && shards_[home].notified_expired.first_time(key);
  return dependencies_.runner.drop(
      std::move(turn), tells ? apology(options.max_age) : std::string(), MessageState::expired);
}

task<std::size_t> Lanes::stop(ConversationKey conversation) {
  const std::size_t home = home_of(conversation);
  return on_home(home, stop_here(home, std::move(conversation)));
}

task<std::size_t> Lanes::stop_here(std::size_t home, ConversationKey key) {
  const auto found = shards_[home].lanes.find(key);
  if (found == shards_[home].lanes.end()) co_return 0;
  Lane& lane = found->second;
  PendingTurnPtr dropped = lane.queue.take_all();
  if (lane.changed) lane.changed->set();
  std::size_t ended = dropped ? dropped->messages() : 0;
  if (lane.control->stop()) ended += lane.running;
  if (dropped) co_await dependencies_.runner.drop(std::move(dropped), "");
  co_return ended;
}

task<std::size_t> Lanes::backlog(ConversationKey conversation) {
  const std::size_t home = home_of(conversation);
  return on_home(home, count_here(home, std::move(conversation)));
}

task<bool> Lanes::wait_empty(ConversationKey conversation, std::chrono::milliseconds limit) {
  const std::size_t home = home_of(conversation);
  const auto ended = std::make_shared<Event>();
  if (!co_await on_home(home, watch_lane_here(home, conversation, ended))) co_return true;
  co_return co_await ended->wait_for(limit);
}

task<std::size_t> Lanes::count_here(std::size_t home, ConversationKey key) {
  const auto found = shards_[home].lanes.find(key);
  if (found == shards_[home].lanes.end()) co_return 0;
  co_return found->second.queue.messages() + found->second.running;
}

void Lanes::set_options(const LaneOptions& options) {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(dependencies_.loops.loop(home),
               [this, home, options] { shards_[home].options = options; });
  }
}

std::size_t Lanes::waiting_here(std::size_t home) const {
  std::size_t waiting = 0;
  for (const auto& [key, lane] : shards_[home].lanes) waiting += lane.queue.messages();
  return waiting;
}

void Lanes::hold() {
  for (Shard& shard : shards_) shard.holds = true;
}

void Lanes::release_held(std::size_t home) {
  Shard& shard = shards_[home];
  shard.holds = false;
  std::vector<Held> held;
  held.swap(shard.held);
  for (Held& each : held) dispatch_here(home, std::move(each.key), std::move(each.turn));
}

void Lanes::start() {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(dependencies_.loops.loop(home), [this, home] { release_held(home); });
    asio::co_spawn(dependencies_.loops.loop(home), show_typing(home), asio::detached);
  }
}

task<void> Lanes::show_typing(std::size_t home) {
  while (!draining_) {
    co_await dependencies_.clock.sleep(kTypingSweep);
    const MonotonicTime now = dependencies_.clock.monotonic();
    for (TurnControl& turn : shards_[home].turns) {
      if (!turn.take_typing(now, kTypingAfter, kTypingEvery)) continue;
      asio::co_spawn(base::marking_executor(dependencies_.loops.loop(home), nullptr, "typing"),
                     dependencies_.runner.show_typing(*turn.message()), asio::detached);
    }
  }
}

void Lanes::begin_drain() {
  draining_ = true;
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(dependencies_.loops.loop(home), [this, home] {
      for (auto& [key, lane] : shards_[home].lanes) {
        lane.queue.release_tickets();
        if (lane.changed) lane.changed->set();
      }
    });
  }
}

void Lanes::abandon() {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(dependencies_.loops.loop(home), [this, home] {
      auto& turns = shards_[home].turns;
      for (auto next = turns.begin(); next != turns.end();) {
        TurnControl& turn = *next++;
        turn.abandon();
      }
    });
  }
}

}  // namespace yak::conversation
