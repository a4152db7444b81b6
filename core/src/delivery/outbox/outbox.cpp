// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/outbox.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <iterator>
#include <utility>

#include "base/exception_text.hpp"
#include "base/marking_executor.hpp"

namespace yak::delivery {
namespace asio = boost::asio;
using std::chrono::milliseconds;
namespace {

/// The wait before a retry if the store refuses to write, or if a channel is disabled.
constexpr milliseconds kStoreRetry{1'000};
constexpr milliseconds kChannelAbsent{60'000};

/// Whether `delivery` is a later part of the same reply and still pending.
bool is_later_part(const Delivery& delivery, const Delivery& earlier) {
  return delivery.message == earlier.message && delivery.part > earlier.part &&
         delivery.state == DeliveryState::pending;
}

milliseconds since_epoch(MonotonicTime time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
}

}  // namespace

Outbox::Outbox(Dependencies dependencies, RetryPolicy policy)
    : dependencies_(dependencies),
      machines_(dependencies.loops.size(), DeliveryMachine(std::move(policy))),
      shards_(dependencies.loops.size()),
      wall_steps_(dependencies.clock.now(), dependencies.clock.monotonic()),
      meters_(dependencies.metrics, dependencies.log),
      inline_recorder_(dependencies.loops, dependencies.journal, dependencies.log,
                       dependencies.metrics) {}

Outbox::~Outbox() = default;

std::size_t Outbox::loop_of(const ConversationKey& conversation) const {
  return std::hash<ConversationKey>{}(conversation) % shards_.size();
}

void Outbox::take(std::vector<Delivery> deliveries, bool resumed) {
  dependencies_.backlog.add(deliveries.size());
  // Consecutive deliveries of one loop, such as the parts of a reply, are handed to it together.
  for (auto first = deliveries.begin(); first != deliveries.end();) {
    const std::size_t home = loop_of(first->conversation());
    const auto last = std::find_if(first, deliveries.end(), [&](const Delivery& delivery) {
      return loop_of(delivery.conversation()) != home;
    });
    const std::span<Delivery> together(first, last);
    if (net::EventLoops::current() == home) {
      take_here(together, resumed);
    } else {
      std::vector<Delivery> moved(std::make_move_iterator(first), std::make_move_iterator(last));
      asio::post(
          dependencies_.loops.loop(home),
          [this, resumed, moved = std::move(moved)]() mutable { take_here(moved, resumed); });
    }
    first = last;
  }
}

void Outbox::take_here(std::span<Delivery> deliveries, bool resumed) {
  for (Delivery& delivery : deliveries) {
    const ConversationKey key = delivery.conversation();
    if (!put(std::move(delivery), resumed)) continue;
    auto begin = [this, key] {
      auto& loop = dependencies_.loops.loop(loop_of(key));
      asio::co_spawn(base::marking_executor(loop, nullptr, "outbox"), run_queue(key),
                     asio::detached);
    };
    // Start once all parts are queued: if the first part is refused, the later ones must be found
    // in the queue.
    if (deliveries.size() == 1) {
      begin();
    } else {
      asio::post(dependencies_.loops.loop(loop_of(key)), std::move(begin));
    }
  }
}

bool Outbox::is_idle(const ConversationKey& conversation) const {
  return !shards_[loop_of(conversation)].contains(conversation);
}

bool Outbox::watch_busy(const ConversationKey& conversation, const std::shared_ptr<Event>& idle) {
  Shard& shard = shards_[loop_of(conversation)];
  const auto found = shard.find(conversation);
  if (found == shard.end()) return false;
  found->second.waiters.add(idle);
  return true;
}

void Outbox::expect_inline(const Delivery& delivery) {
  if (dependencies_.spans != nullptr) dependencies_.spans->note(delivery);
}

void Outbox::settle_inline(const Delivery& delivery, bool whole) {
  if (dependencies_.spans != nullptr) dependencies_.spans->replied(delivery, whole);
  if (whole) {
    meters_.note_inline_sent();
    inline_recorder_.record(delivery.id, loop_of(delivery.conversation()));
    return;
  }
  Delivery doubted = delivery;
  doubted.state = DeliveryState::in_doubt;
  doubted.failure = "the connection broke while the inline reply was written";
  enqueue({std::move(doubted)});
}

void Outbox::confirm(const ConversationKey& conversation, DeliveryId delivery,
                     std::string receipt) {
  const std::size_t home = loop_of(conversation);
  if (net::EventLoops::current() == home) return confirm_here(conversation, delivery, receipt);
  asio::post(dependencies_.loops.loop(home),
             [this, conversation, delivery, receipt = std::move(receipt)] {
               confirm_here(conversation, delivery, receipt);
             });
}

void Outbox::confirm_here(const ConversationKey& conversation, DeliveryId delivery,
                          const std::string& receipt) {
  Shard& shard = shards_[loop_of(conversation)];
  const auto queue = shard.find(conversation);
  if (queue == shard.end()) return;
  auto& waiting = queue->second.waiting;
  const auto found = std::ranges::find_if(
      waiting, [delivery](const Outgoing& outgoing) { return outgoing.delivery.id == delivery; });
  if (found == waiting.end()) return;
  found->taken = receipt;
  if (found == waiting.begin() && queue->second.resting != nullptr) queue->second.resting->set();
}

bool Outbox::put(Delivery delivery, bool resumed) {
  // A new delivery has age zero, even if the wall clock was set since it was created.
  const WallTime wall = dependencies_.clock.now();
  wall_steps_.look(wall, dependencies_.clock.monotonic());
  const WallTime now = resumed ? wall : delivery.created_at;
  if (delivery.state == DeliveryState::in_doubt) {
    meters_.note_doubt();
    // A service lists a message shortly after it took it, so wait after a restart too.
    delivery.next_at = now + machine().first_look();
  }
  const ConversationKey key = delivery.conversation();
  const auto [found, is_new] = shards_[loop_of(key)].try_emplace(key);
  Outgoing& outgoing = found->second.waiting.emplace_back();
  outgoing.delivery = std::move(delivery);
  outgoing.to_wall = now.time_since_epoch() - since_epoch(dependencies_.clock.monotonic());
  return is_new;
}

WallTime Outbox::now_of(const Outgoing& outgoing) const {
  return WallTime(since_epoch(dependencies_.clock.monotonic()) + outgoing.to_wall);
}

task<void> Outbox::run_queue(ConversationKey key) {
  Shard& shard = shards_[loop_of(key)];
  // Stays valid while queues are inserted and erased: unordered_map does not move its elements.
  Queue& queue = shard.find(key)->second;
  ++active_;
  while (!queue.waiting.empty() && !stopping_) {
    const bool is_final = co_await advance(queue);
    if (!is_final) continue;
    queue.waiting.pop_front();
    dependencies_.backlog.remove();
  }
  --active_;
  queue.waiters.set_all();
  shard.erase(key);
}

std::optional<milliseconds> Outbox::send_interval(const std::string& channel) const {
  const auto lease = dependencies_.channels.lease(channel);
  if (!lease) return std::nullopt;
  return lease->capabilities.send_interval;
}

task<bool> Outbox::advance(Queue& queue) {
  Outgoing& outgoing = queue.waiting.front();
  const Delivery& delivery = outgoing.delivery;
  if (outgoing.is_erased) co_return true;
  if (outgoing.taken) co_return end_taken(outgoing);
  if (machine().is_expired(delivery, now_of(outgoing))) {
    co_return co_await record(queue, DeliveryMachine::expire(delivery));
  }
  const bool doubted = delivery.state == DeliveryState::in_doubt;
  // A status callback came before the doubt was recorded.
  if (doubted && !delivery.receipt.empty()) {
    co_return co_await record(queue, DeliveryMachine::confirm(delivery, delivery.receipt));
  }
  const auto interval = send_interval(delivery.channel);
  if (!interval) {
    dependencies_.log.warn("a delivery waits for a channel that is not enabled",
                           {{"delivery", delivery.id}, {"channel", delivery.channel}});
    queue.is_stranded = true;
    co_await rest(queue, kChannelAbsent);
    queue.is_stranded = false;
    co_return false;
  }
  co_await wait_until_due(queue, doubted ? milliseconds(0) : *interval);
  if (stopping_ || outgoing.taken || outgoing.is_erased) co_return false;
  // Leased after the wait, which may be long, to send with the current channel instance.
  const auto lease = dependencies_.channels.lease(delivery.channel);
  if (!lease) co_return false;
  const Capabilities& can = lease->capabilities;
  if (can.reply_window.count() > 0 && !has_just_written(outgoing, can.reply_window)) {
    const bool closed = co_await is_window_closed(outgoing, can.reply_window);
    outgoing.delivery.window_closed = closed && can.window_template;
    if (closed && !doubted && !can.window_template) {
      co_return co_await record(queue, DeliveryMachine::come_too_late(delivery, can.reply_window));
    }
  }
  const base::ActivityScope activity(lease->label, doubted ? "find" : "send", delivery.message);
  if (doubted) co_return co_await look_up(queue, *lease->channel);
  co_return co_await send_once(queue, *lease->channel);
}

bool Outbox::has_just_written(const Outgoing& outgoing, milliseconds window) const {
  const WallTime wrote = outgoing.delivery.answers_at;
  return wrote != WallTime{} && now_of(outgoing) - wrote < window;
}

task<bool> Outbox::is_window_closed(const Outgoing& outgoing, milliseconds window) {
  const auto wrote = co_await dependencies_.reader.last_message(outgoing.delivery.conversation());
  if (!wrote || !*wrote) co_return false;
  const WallTime now = dependencies_.clock.now();
  wall_steps_.look(now, dependencies_.clock.monotonic());
  co_return now - wall_steps_.shifted(**wrote) >= window;
}

bool Outbox::end_taken(Outgoing& outgoing) {
  meters_.note_taken(outgoing.delivery);
  return true;
}

task<void> Outbox::rest(Queue& queue, milliseconds span) {
  Event over;
  const auto loop = co_await asio::this_coro::executor;
  const auto alarm = dependencies_.clock.set_alarm(loop, dependencies_.clock.monotonic() + span,
                                                   [&over] { over.set(); });
  queue.resting = &over;
  --active_;
  co_await over.wait();
  ++active_;
  queue.resting = nullptr;
}

task<void> Outbox::wait_until_due(Queue& queue, milliseconds interval) {
  const Outgoing& outgoing = queue.waiting.front();
  const Delivery& delivery = outgoing.delivery;
  const milliseconds due =
      std::min<milliseconds>(delivery.next_at - now_of(outgoing), machine().longest_wait());
  if (due.count() > 0) co_await rest(queue, due);
  MonotonicTime now = dependencies_.clock.monotonic();
  MonotonicTime slot = pacer_.reserve(delivery.channel, delivery.from, interval, now);
  while (slot > now && !stopping_ && !outgoing.taken && !outgoing.is_erased) {
    co_await rest(queue, std::chrono::ceil<milliseconds>(slot - now));
    now = dependencies_.clock.monotonic();
    slot = pacer_.paused_until(delivery.channel);
  }
}

task<SendOutcome> Outbox::attempt(const Delivery& delivery, Channel& channel) {
  std::string thrown;
  try {
    co_return co_await channel.send(delivery);
  } catch (...) {
    thrown = base::exception_text();
  }
  co_return SendOutcome::unknown("the channel threw: " + thrown);
}

task<bool> Outbox::send_once(Queue& queue, Channel& channel) {
  Outgoing& outgoing = queue.waiting.front();
  const Delivery& delivery = outgoing.delivery;
  co_await record(queue, DeliveryMachine::begin(delivery));
  if (delivery.state != DeliveryState::sending) co_return false;
  const MonotonicTime began = dependencies_.clock.monotonic();
  const SendOutcome outcome = co_await attempt(delivery, channel);
  if (dependencies_.spans != nullptr) dependencies_.spans->sent(delivery, outcome, began);
  if (outcome.pauses_sender) {
    pacer_.pause(delivery.channel,
                 dependencies_.clock.monotonic() + outcome.wait.value_or(milliseconds(0)));
  }
  // A callback may come before the response, or without one.
  if (outgoing.taken && outcome.kind != SendOutcome::Kind::sent) co_return end_taken(outgoing);
  const DeliveryStep step =
      machine().after_send(delivery, outcome, now_of(outgoing), dependencies_.random.uniform());
  co_return co_await record(queue, step);
}

task<std::pair<Lookup, std::string>> Outbox::look(const Delivery& delivery, Channel& channel) {
  std::string thrown;
  try {
    const auto answer = co_await channel.find(delivery);
    if (answer) co_return std::pair(*answer, std::string());
    co_return std::pair(Lookup(), answer.error().message);
  } catch (...) {
    thrown = base::exception_text();
  }
  dependencies_.log.error("the channel threw while it looked up a delivery",
                          {{"delivery", delivery.id}, {"reason", thrown}});
  co_return std::pair(Lookup(), "the channel threw: " + thrown);
}

task<bool> Outbox::look_up(Queue& queue, Channel& channel) {
  Outgoing& outgoing = queue.waiting.front();
  const Delivery& delivery = outgoing.delivery;
  const MonotonicTime began = dependencies_.clock.monotonic();
  const auto [lookup, failure] = co_await look(delivery, channel);
  if (dependencies_.spans != nullptr) {
    dependencies_.spans->looked(delivery, lookup.kind, failure, began);
  }
  if (outgoing.taken) co_return end_taken(outgoing);
  ++outgoing.looks;
  const DeliveryStep step =
      machine().after_lookup(delivery, lookup, outgoing.looks, now_of(outgoing));
  co_return co_await record(queue, step);
}

std::vector<DeliveryStep> Outbox::later_steps(const Queue& queue, const DeliveryStep& first) {
  std::vector<DeliveryStep> steps;
  if (first.update.state != DeliveryState::dead) return steps;
  const Delivery& dead = queue.waiting.front().delivery;
  for (const Outgoing& outgoing : queue.waiting) {
    if (!is_later_part(outgoing.delivery, dead)) continue;
    steps.push_back(
        DeliveryMachine::fall_with(outgoing.delivery, dead, first.update.failure.value_or("")));
  }
  return steps;
}

task<result<void>> Outbox::write(const DeliveryStep& first,
                                 const std::vector<DeliveryStep>& later) {
  std::vector<DeliveryUpdate> changes{first.update};
  for (const DeliveryStep& step : later) changes.push_back(step.update);
  const Epoch epoch = dependencies_.journal.epoch();
  for (DeliveryUpdate& change : changes) change.epoch = epoch;
  return dependencies_.journal.update(std::move(changes));
}

void Outbox::drop_later(Queue& queue, const std::vector<DeliveryStep>& steps) {
  for (const DeliveryStep& step : steps) {
    const auto fallen = std::ranges::find_if(queue.waiting, [&step](const Outgoing& outgoing) {
      return outgoing.delivery.id == step.update.id;
    });
    if (fallen == queue.waiting.end()) continue;
    meters_.note(fallen->delivery, step);
    queue.waiting.erase(fallen);
    dependencies_.backlog.remove();
  }
}

task<bool> Outbox::record(Queue& queue, const DeliveryStep& step) {
  const std::vector<DeliveryStep> later = later_steps(queue, step);
  while (true) {
    // One transaction, so that a crash cannot leave a later part pending without this one.
    const auto written = co_await write(step, later);
    if (written) break;
    if (written.error().kind == ErrorKind::not_found) {
      // The delivery was erased meanwhile: nothing more is sent or recorded.
      queue.waiting.front().is_erased = true;
      co_return true;
    }
    if (written.error().kind == ErrorKind::conflict) {
      dependencies_.log.warn("a newer owner works on a delivery; it is not sent from here",
                             {{"delivery", step.update.id}, {"reason", written.error().message}});
      queue.waiting.front().is_erased = true;
      co_return true;
    }
    dependencies_.log.error("the store refuses to record a delivery; trying again",
                            {{"delivery", step.update.id}, {"reason", written.error().message}});
    if (stopping_) co_return false;
    co_await dependencies_.clock.sleep(kStoreRetry);
  }
  Outgoing& outgoing = queue.waiting.front();
  meters_.note(outgoing.delivery, step);
  if (step.update.state != DeliveryState::in_doubt) outgoing.looks = 0;
  DeliveryMachine::apply(outgoing.delivery, step.update);
  drop_later(queue, later);
  co_return step.is_final;
}

}  // namespace yak::delivery
