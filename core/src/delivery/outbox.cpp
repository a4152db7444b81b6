#include "delivery/outbox.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "yak/event.hpp"

namespace yak::delivery {
namespace asio = boost::asio;
using std::chrono::milliseconds;
namespace {

/// How long to wait for a store that refuses to write, or for a channel that is switched off.
constexpr milliseconds kStoreRetry{1'000};
constexpr milliseconds kChannelAbsent{60'000};
/// Settled inline replies that may wait on a loop: as many as the store lets operations wait.
constexpr std::size_t kMaxSettled = 16'384;

std::string_view state_name(DeliveryState state) {
  switch (state) {
    case DeliveryState::pending: return "pending";
    case DeliveryState::sending: return "sending";
    case DeliveryState::sent: return "sent";
    case DeliveryState::dead: return "dead";
    case DeliveryState::in_doubt: return "in_doubt";
  }
  return "unknown";
}

}  // namespace

struct Outbox::Counters {
  explicit Counters(Metrics& metrics)
      : sent(final_counter(metrics, "sent")),
        dead(final_counter(metrics, "dead")),
        retried(metrics.counter("yak_send_retried_total", "Sends put off to be tried again")),
        resent(metrics.counter("yak_send_resent_total",
                               "Sends made again although an earlier one may have been taken")),
        unrecorded(metrics.counter("yak_inline_unrecorded_total",
                                   "Inline replies that were written, which the journal does not "
                                   "say; the next start looks them up")),
        in_doubt(metrics.gauge("yak_send_in_doubt", "Deliveries whose outcome is unknown now")) {}

  static Counter& final_counter(Metrics& metrics, const char* state) {
    return metrics.counter("yak_deliveries_total", "Deliveries by how they ended",
                           {{"state", state}});
  }

  Counter& sent;
  Counter& dead;
  Counter& retried;
  Counter& resent;
  Counter& unrecorded;
  Gauge& in_doubt;
};

Outbox::Outbox(Services services, RetryPolicy policy)
    : services_(services),
      machine_(policy),
      shards_(services.loops.size()),
      settled_(services.loops.size()),
      counters_(std::make_unique<Counters>(services.metrics)) {}

Outbox::~Outbox() = default;

std::size_t Outbox::loop_of(const ConversationKey& conversation) const {
  return std::hash<ConversationKey>{}(conversation) % shards_.size();
}

void Outbox::enqueue(std::vector<Delivery> deliveries) {
  services_.backlog.add(deliveries.size());
  for (Delivery& delivery : deliveries) {
    const std::size_t home = loop_of(delivery.conversation());
    if (net::EventLoops::current() == home) {
      enqueue_here(std::move(delivery));
      continue;
    }
    asio::post(services_.loops.loop(home), [this, delivery = std::move(delivery)]() mutable {
      enqueue_here(std::move(delivery));
    });
  }
}

bool Outbox::is_idle(const ConversationKey& conversation) const {
  return !shards_[loop_of(conversation)].contains(conversation);
}

void Outbox::settle_inline(Delivery delivery, bool whole) {
  if (!whole) {
    delivery.state = DeliveryState::in_doubt;
    delivery.failure = "the connection broke while the inline reply was written";
    counters_->in_doubt.add(1);
    enqueue({std::move(delivery)});
    return;
  }
  counters_->sent.add();
  ++active_;
  // Wherever the reply was written: no other step of its conversation waits for this one.
  const std::size_t here = net::EventLoops::current();
  if (here != net::EventLoops::kNone) return gather_settled(here, delivery.id);
  const std::size_t home = loop_of(delivery.conversation());
  asio::post(services_.loops.loop(home),
             [this, home, id = delivery.id] { gather_settled(home, id); });
}

void Outbox::gather_settled(std::size_t loop, DeliveryId delivery) {
  Settled& settled = settled_[loop];
  if (settled.waiting.size() >= kMaxSettled) {
    --active_;
    counters_->unrecorded.add();
    services_.log.warn("too many inline replies wait to be recorded as sent",
                       {{"delivery", delivery}});
    return;
  }
  settled.waiting.emplace_back(delivery, DeliveryState::sent);
  if (std::exchange(settled.is_writing, true)) return;
  asio::co_spawn(services_.loops.loop(loop), write_settled(loop), asio::detached);
}

task<void> Outbox::write_settled(std::size_t loop) {
  // What this loop has ready may settle more.
  co_await yield_now();
  Settled& settled = settled_[loop];
  while (!settled.waiting.empty()) {
    std::vector<DeliveryUpdate> batch = std::exchange(settled.waiting, {});
    const std::size_t count = batch.size();
    const DeliveryId first = batch.front().id;
    const auto written = co_await services_.store.update_all(std::move(batch));
    if (!written) {
      counters_->unrecorded.add(static_cast<double>(count));
      services_.log.warn(
          "could not record inline replies as sent",
          {{"deliveries", count}, {"first", first}, {"reason", written.error().message}});
    }
    active_ -= count;
  }
  settled.is_writing = false;
}

void Outbox::stop() { stopping_ = true; }

void Outbox::enqueue_here(Delivery delivery) {
  const ConversationKey key = delivery.conversation();
  const std::size_t home = loop_of(key);
  const auto [found, is_new] = shards_[home].try_emplace(key);
  found->second.waiting.push_back(std::move(delivery));
  if (is_new) asio::co_spawn(services_.loops.loop(home), run_queue(key), asio::detached);
}

task<void> Outbox::run_queue(ConversationKey key) {
  Shard& shard = shards_[loop_of(key)];
  // Stable while others come and go: an unordered_map keeps its elements in place.
  Queue& queue = shard.find(key)->second;
  ++active_;
  while (!queue.waiting.empty() && !stopping_) {
    const bool is_final = co_await advance(queue.waiting.front());
    if (!is_final) continue;
    queue.waiting.pop_front();
    services_.backlog.remove();
  }
  --active_;
  shard.erase(key);
}

task<bool> Outbox::advance(Delivery& delivery) {
  const WallTime now = services_.clock.now();
  if (machine_.is_expired(delivery, now)) {
    const Step step = DeliveryMachine::expire(delivery);
    co_return co_await record(delivery, step);
  }
  const auto lease = services_.channels.lease(delivery.channel);
  if (!lease) {
    services_.log.warn("a delivery waits for a channel that is off",
                       {{"delivery", delivery.id}, {"channel", delivery.channel}});
    co_await rest(kChannelAbsent);
    co_return false;
  }
  co_await wait_until_due(delivery, delivery.state == DeliveryState::in_doubt
                                        ? milliseconds(0)
                                        : lease->capabilities.send_interval);
  if (stopping_) co_return false;
  if (delivery.state == DeliveryState::in_doubt)
    co_return co_await look_up(delivery, *lease->channel);
  co_return co_await send_once(delivery, *lease->channel);
}

task<void> Outbox::rest(milliseconds span) {
  --active_;
  co_await services_.clock.sleep(span);
  ++active_;
}

task<void> Outbox::wait_until_due(const Delivery& delivery, milliseconds interval) {
  const auto due = delivery.next_at - services_.clock.now();
  if (due.count() > 0) co_await rest(due);
  MonotonicTime now = services_.clock.monotonic();
  MonotonicTime slot = pacer_.reserve(delivery.channel, delivery.from, interval, now);
  while (slot > now && !stopping_) {
    co_await rest(std::chrono::ceil<milliseconds>(slot - now));
    now = services_.clock.monotonic();
    slot = pacer_.paused_until(delivery.channel);
  }
}

task<bool> Outbox::send_once(Delivery& delivery, Channel& channel) {
  const Step begun = DeliveryMachine::begin(delivery);
  const bool failed = co_await record(delivery, begun);
  if (failed || delivery.state != DeliveryState::sending) co_return false;
  SendOutcome outcome;
  try {
    outcome = co_await channel.send(delivery);
  } catch (const std::exception& failure) {
    outcome = SendOutcome::unknown(std::string("the channel threw: ") + failure.what());
  }
  if (outcome.pauses_sender) {
    pacer_.pause(delivery.channel,
                 services_.clock.monotonic() + outcome.wait.value_or(milliseconds(0)));
  }
  const Step step =
      machine_.after_send(delivery, outcome, services_.clock.now(), services_.random.uniform());
  co_return co_await record(delivery, step);
}

task<bool> Outbox::look_up(Delivery& delivery, Channel& channel) {
  Lookup lookup;
  try {
    const auto answer = co_await channel.find(delivery);
    if (answer) lookup = *answer;
  } catch (const std::exception& failure) {
    services_.log.error("the channel threw while it looked up a delivery",
                        {{"delivery", delivery.id}, {"reason", failure.what()}});
  }
  const Step step =
      machine_.after_lookup(delivery, lookup, services_.clock.now(), services_.random.uniform());
  if (step.resends) counters_->resent.add();
  co_return co_await record(delivery, step);
}

task<bool> Outbox::record(Delivery& delivery, const Step& step) {
  while (true) {
    const auto written = co_await services_.store.update(step.update);
    if (written) break;
    services_.log.error("the store refuses to record a delivery; trying again",
                        {{"delivery", delivery.id}, {"reason", written.error().message}});
    if (stopping_) co_return false;
    co_await services_.clock.sleep(kStoreRetry);
  }
  note(delivery, step);
  DeliveryMachine::apply(delivery, step.update);
  co_return step.is_final;
}

void Outbox::note(const Delivery& delivery, const Step& step) {
  const DeliveryState before = delivery.state;
  const DeliveryState after = step.update.state;
  if (before == DeliveryState::in_doubt && after != before) counters_->in_doubt.add(-1);
  if (before != DeliveryState::in_doubt && after == DeliveryState::in_doubt) {
    counters_->in_doubt.add(1);
  }
  if (after == DeliveryState::sent) counters_->sent.add();
  if (after == DeliveryState::dead) counters_->dead.add();
  if (after == DeliveryState::pending) counters_->retried.add();
  if (after == DeliveryState::sending || after == DeliveryState::sent) return;
  services_.log.write(after == DeliveryState::dead ? LogLevel::error : LogLevel::warn,
                      after == DeliveryState::dead ? "delivery given up" : "delivery put off",
                      {{"delivery", delivery.id},
                       {"message", delivery.message},
                       {"channel", delivery.channel},
                       {"to", mask_address(delivery.peer)},
                       {"part", delivery.part},
                       {"attempt", delivery.attempts},
                       {"state", state_name(after)},
                       {"reason", step.update.failure.value_or("")}});
}

}  // namespace yak::delivery
