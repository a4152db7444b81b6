// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/outbox_shard.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "base/async/marking_executor.hpp"

namespace yak::delivery {
namespace asio = boost::asio;
namespace {

/// The wait before a queue whose step threw tries it again.
constexpr std::chrono::milliseconds kAfterException{1'000};

}  // namespace

void OutboxShard::take(std::span<Delivery> deliveries, bool resumed) {
  for (Delivery& delivery : deliveries) {
    const ConversationKey key = delivery.conversation();
    if (!put(key, std::move(delivery), resumed)) continue;
    // Counted before it starts: a drain must not see the turn ended and its reply not yet active.
    ++services_.active;
    // Start once all parts are queued: if the first part is refused, the later ones must be found
    // in the queue.
    if (deliveries.size() == 1) {
      start(key);
    } else {
      asio::post(loop_, [this, key] { start(key); });
    }
  }
}

void OutboxShard::start(const ConversationKey& key) {
  auto ended = [this](const std::exception_ptr& thrown) {
    if (thrown) services_.observer.interrupted("outbox", thrown);
  };
  asio::co_spawn(base::marking_executor(loop_, nullptr, "outbox"), run_queue(key),
                 std::move(ended));
}

bool OutboxShard::put(const ConversationKey& key, Delivery delivery, bool resumed) {
  services_.window.look_at_clock();
  // A new delivery has age zero, even if the wall clock was set since it was created.
  const WallTime now = resumed ? services_.clock.now() : delivery.created_at;
  // A service lists a message shortly after it took it, so wait after a restart too.
  if (delivery.state == DeliveryState::in_doubt) delivery.next_at = now + sender_.first_look();
  // A longer wait of an earlier process is more likely a change of the wall clock.
  if (resumed) delivery.next_at = std::min(delivery.next_at, now + sender_.longest_wait());
  services_.observer.queued(delivery);
  const auto [found, is_new] = queues_.try_emplace(key);
  const auto monotonic = std::chrono::duration_cast<std::chrono::milliseconds>(
      services_.clock.monotonic().time_since_epoch());
  found->second.add(std::move(delivery), now.time_since_epoch() - monotonic);
  return is_new;
}

task<void> OutboxShard::run_queue(ConversationKey key) {
  // Stays valid while queues are inserted and erased: unordered_map does not move its elements.
  DeliveryQueue& queue = queues_.find(key)->second;
  while (!queue.empty() && !services_.stopping) {
    bool is_final = false;
    std::exception_ptr thrown;
    try {
      is_final = co_await sender_.advance(queue);
    } catch (...) {
      thrown = std::current_exception();
    }
    if (thrown) {
      services_.observer.interrupted("outbox", thrown);
      co_await services_.clock.sleep(kAfterException);
    }
    if (!is_final) continue;
    queue.pop_front();
    services_.backlog.remove();
  }
  --services_.active;
  queue.notify_end();
  queues_.erase(key);
}

bool OutboxShard::watch_busy(const ConversationKey& conversation,
                             const std::shared_ptr<Event>& idle) {
  const auto found = queues_.find(conversation);
  if (found == queues_.end()) return false;
  found->second.watch_end(idle);
  return true;
}

void OutboxShard::confirm(const ConversationKey& conversation, DeliveryId delivery,
                          const std::string& receipt) {
  const auto found = queues_.find(conversation);
  if (found != queues_.end()) found->second.confirm(delivery, receipt);
}

void OutboxShard::forget(const ConversationKey& conversation) {
  const auto found = queues_.find(conversation);
  if (found != queues_.end()) found->second.erase_all();
}

void OutboxShard::wake_all() {
  for (auto& [key, queue] : queues_) queue.wake();
}

void OutboxShard::wake_stranded() {
  for (auto& [key, queue] : queues_) queue.wake_if_stranded();
}

}  // namespace yak::delivery
