#include "delivery/outbox.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "services/marking_executor.hpp"

namespace yak::delivery {
namespace asio = boost::asio;
using std::chrono::milliseconds;
namespace {

/// How long to wait for a store that refuses to write, or for a channel that is switched off.
constexpr milliseconds kStoreRetry{1'000};
constexpr milliseconds kChannelAbsent{60'000};

milliseconds since_epoch(MonotonicTime time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
}

}  // namespace

Outbox::Outbox(Services services, RetryPolicy policy)
    : services_(services),
      machines_(services.loops.size(), DeliveryMachine(std::move(policy))),
      shards_(services.loops.size()),
      meters_(services.metrics, services.log),
      inline_recorder_(services.loops, services.store, services.log, services.metrics) {}

Outbox::~Outbox() = default;

std::size_t Outbox::loop_of(const ConversationKey& conversation) const {
  return std::hash<ConversationKey>{}(conversation) % shards_.size();
}

void Outbox::take(std::vector<Delivery> deliveries, bool resumed, const TraceId& trace) {
  services_.backlog.add(deliveries.size());
  for (Delivery& delivery : deliveries) {
    if (services_.spans != nullptr) services_.spans->note(delivery.id, trace);
    const std::size_t home = loop_of(delivery.conversation());
    if (net::EventLoops::current() == home) {
      take_here(std::move(delivery), resumed, trace);
      continue;
    }
    asio::post(services_.loops.loop(home),
               [this, resumed, trace, delivery = std::move(delivery)]() mutable {
                 take_here(std::move(delivery), resumed, trace);
               });
  }
}

bool Outbox::is_idle(const ConversationKey& conversation) const {
  return !shards_[loop_of(conversation)].contains(conversation);
}

void Outbox::expect_inline(const Delivery& delivery, const TraceId& trace) {
  if (services_.spans != nullptr) services_.spans->note(delivery.id, trace);
}

void Outbox::settle_inline(const Delivery& delivery, bool whole) {
  TraceId trace{};
  if (services_.spans != nullptr) trace = services_.spans->replied(delivery, whole);
  if (whole) {
    meters_.note_inline_sent();
    inline_recorder_.record(delivery.id, loop_of(delivery.conversation()));
    return;
  }
  Delivery doubted = delivery;
  doubted.state = DeliveryState::in_doubt;
  doubted.failure = "the connection broke while the inline reply was written";
  enqueue({std::move(doubted)}, trace);
}

void Outbox::confirm(const ConversationKey& conversation, DeliveryId delivery,
                     std::string receipt) {
  const std::size_t home = loop_of(conversation);
  if (net::EventLoops::current() == home) return confirm_here(conversation, delivery, receipt);
  asio::post(services_.loops.loop(home),
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

void Outbox::take_here(Delivery delivery, bool resumed, const TraceId& trace) {
  // What was just made is of no age, even if the clock was set since.
  const WallTime now = resumed ? services_.clock.now() : delivery.created_at;
  if (delivery.state == DeliveryState::in_doubt) {
    meters_.note_doubt();
    // The service may list what it took a moment before a restart a moment after it.
    delivery.next_at = now + machine().first_look();
  }
  const ConversationKey key = delivery.conversation();
  const std::size_t home = loop_of(key);
  const auto [found, is_new] = shards_[home].try_emplace(key);
  Outgoing& outgoing = found->second.waiting.emplace_back();
  outgoing.delivery = std::move(delivery);
  outgoing.trace = trace;
  outgoing.to_wall = now.time_since_epoch() - since_epoch(services_.clock.monotonic());
  if (!is_new) return;
  asio::co_spawn(services::marking_executor(services_.loops.loop(home), nullptr, "outbox"),
                 run_queue(key), asio::detached);
}

WallTime Outbox::now_of(const Outgoing& outgoing) const {
  return WallTime(since_epoch(services_.clock.monotonic()) + outgoing.to_wall);
}

task<void> Outbox::run_queue(ConversationKey key) {
  Shard& shard = shards_[loop_of(key)];
  // Stable while others come and go: an unordered_map keeps its elements in place.
  Queue& queue = shard.find(key)->second;
  ++active_;
  while (!queue.waiting.empty() && !stopping_) {
    const bool is_final = co_await advance(queue);
    if (!is_final) continue;
    queue.waiting.pop_front();
    services_.backlog.remove();
  }
  --active_;
  shard.erase(key);
}

std::optional<milliseconds> Outbox::send_interval(const std::string& channel) const {
  const auto lease = services_.channels.lease(channel);
  if (!lease) return std::nullopt;
  return lease->capabilities.send_interval;
}

task<bool> Outbox::advance(Queue& queue) {
  Outgoing& outgoing = queue.waiting.front();
  const Delivery& delivery = outgoing.delivery;
  if (!services::is_set(outgoing.trace)) co_await learn_trace(outgoing);
  if (outgoing.taken) co_return end_taken(outgoing);
  if (machine().is_expired(delivery, now_of(outgoing))) {
    co_return co_await record(outgoing, DeliveryMachine::expire(delivery));
  }
  const bool doubted = delivery.state == DeliveryState::in_doubt;
  // A callback told before the doubt was written.
  if (doubted && !delivery.receipt.empty()) {
    co_return co_await record(outgoing, DeliveryMachine::confirm(delivery, delivery.receipt));
  }
  const auto interval = send_interval(delivery.channel);
  if (!interval) {
    services_.log.warn("a delivery waits for a channel that is off",
                       {{"delivery", delivery.id}, {"channel", delivery.channel}});
    queue.is_stranded = true;
    co_await rest(queue, kChannelAbsent);
    queue.is_stranded = false;
    co_return false;
  }
  co_await wait_until_due(queue, doubted ? milliseconds(0) : *interval);
  if (stopping_ || outgoing.taken) co_return false;
  // Only now, because the wait may be long: it is to leave by the channel as it is then.
  const auto lease = services_.channels.lease(delivery.channel);
  if (!lease) co_return false;
  const services::ActivityScope activity(lease->label, doubted ? "find" : "send", delivery.message);
  if (doubted) co_return co_await look_up(outgoing, *lease->channel);
  co_return co_await send_once(outgoing, *lease->channel);
}

bool Outbox::end_taken(Outgoing& outgoing) {
  meters_.note_taken(outgoing.delivery);
  return true;
}

task<void> Outbox::rest(Queue& queue, milliseconds span) {
  Event over;
  const auto loop = co_await asio::this_coro::executor;
  const auto alarm =
      services_.clock.set_alarm(loop, services_.clock.monotonic() + span, [&over] { over.set(); });
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
  MonotonicTime now = services_.clock.monotonic();
  MonotonicTime slot = pacer_.reserve(delivery.channel, delivery.from, interval, now);
  while (slot > now && !stopping_ && !outgoing.taken) {
    co_await rest(queue, std::chrono::ceil<milliseconds>(slot - now));
    now = services_.clock.monotonic();
    slot = pacer_.paused_until(delivery.channel);
  }
}

task<SendOutcome> Outbox::attempt(const Delivery& delivery, Channel& channel) {
  std::string thrown;
  try {
    co_return co_await channel.send(delivery);
  } catch (const std::exception& failure) {
    thrown = failure.what();
  }
  co_return SendOutcome::unknown("the channel threw: " + thrown);
}

task<bool> Outbox::send_once(Outgoing& outgoing, Channel& channel) {
  const Delivery& delivery = outgoing.delivery;
  co_await record(outgoing, DeliveryMachine::begin(delivery));
  if (delivery.state != DeliveryState::sending) co_return false;
  const MonotonicTime began = services_.clock.monotonic();
  const SendOutcome outcome = co_await attempt(delivery, channel);
  if (services_.spans != nullptr) services_.spans->sent(outgoing.trace, delivery, outcome, began);
  if (outcome.pauses_sender) {
    pacer_.pause(delivery.channel,
                 services_.clock.monotonic() + outcome.wait.value_or(milliseconds(0)));
  }
  // A callback may be quicker than the answer, and come where no answer does.
  if (outgoing.taken && outcome.kind != SendOutcome::Kind::sent) co_return end_taken(outgoing);
  const Step step =
      machine().after_send(delivery, outcome, now_of(outgoing), services_.random.uniform());
  co_return co_await record(outgoing, step);
}

task<void> Outbox::learn_trace(Outgoing& outgoing) {
  if (services_.spans == nullptr || std::exchange(outgoing.is_trace_asked, true)) co_return;
  outgoing.trace = co_await services_.spans->trace_of(outgoing.delivery.id);
}

task<std::pair<Lookup, std::string>> Outbox::look(const Delivery& delivery, Channel& channel) {
  try {
    const auto answer = co_await channel.find(delivery);
    if (answer) co_return std::pair(*answer, std::string());
    co_return std::pair(Lookup(), answer.error().message);
  } catch (const std::exception& failure) {
    services_.log.error("the channel threw while it looked up a delivery",
                        {{"delivery", delivery.id}, {"reason", failure.what()}});
    co_return std::pair(Lookup(), std::string("the channel threw: ") + failure.what());
  }
}

task<bool> Outbox::look_up(Outgoing& outgoing, Channel& channel) {
  const Delivery& delivery = outgoing.delivery;
  const MonotonicTime began = services_.clock.monotonic();
  const auto [lookup, failure] = co_await look(delivery, channel);
  if (services_.spans != nullptr) {
    services_.spans->looked(outgoing.trace, delivery, lookup.kind, failure, began);
  }
  if (outgoing.taken) co_return end_taken(outgoing);
  ++outgoing.looks;
  const Step step = machine().after_lookup(delivery, lookup, outgoing.looks, now_of(outgoing));
  co_return co_await record(outgoing, step);
}

task<bool> Outbox::record(Outgoing& outgoing, const Step& step) {
  Delivery& delivery = outgoing.delivery;
  while (true) {
    const auto written = co_await services_.store.update(step.update);
    if (written) break;
    services_.log.error("the store refuses to record a delivery; trying again",
                        {{"delivery", delivery.id}, {"reason", written.error().message}});
    if (stopping_) co_return false;
    co_await services_.clock.sleep(kStoreRetry);
  }
  meters_.note(delivery, step);
  if (step.update.state != DeliveryState::in_doubt) outgoing.looks = 0;
  DeliveryMachine::apply(delivery, step.update);
  co_return step.is_final;
}

}  // namespace yak::delivery
