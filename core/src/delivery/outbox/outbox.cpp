// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/outbox.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <span>
#include <utility>

#include "delivery/home_loop.hpp"

namespace yak::delivery {
namespace asio = boost::asio;

Outbox::Outbox(Dependencies dependencies, const RetryPolicy& policy)
    : loops_(dependencies.loops),
      services_{dependencies.journal,
                dependencies.channels,
                dependencies.clock,
                dependencies.random,
                dependencies.backlog,
                dependencies.observer,
                ReplyWindow(dependencies.reader, dependencies.clock)} {
  shards_.reserve(loops_.size());
  for (std::size_t home = 0; home < loops_.size(); ++home) {
    shards_.push_back(std::make_unique<OutboxShard>(loops_.loop(home), services_, policy));
  }
}

void Outbox::take(std::vector<Delivery> deliveries, bool resumed) {
  services_.backlog.add(deliveries.size());
  // Consecutive deliveries of one loop, such as the parts of a reply, are handed to it together.
  for (auto first = deliveries.begin(); first != deliveries.end();) {
    const std::size_t home = home_loop(first->conversation(), loops_);
    const auto last = std::find_if(first, deliveries.end(), [&](const Delivery& delivery) {
      return home_loop(delivery.conversation(), loops_) != home;
    });
    OutboxShard* const shard = shards_[home].get();
    if (net::EventLoops::current() == home) {
      shard->take(std::span<Delivery>(first, last), resumed);
    } else {
      std::vector<Delivery> moved(std::make_move_iterator(first), std::make_move_iterator(last));
      asio::post(loops_.loop(home), [shard, resumed, moved = std::move(moved)]() mutable {
        shard->take(moved, resumed);
      });
    }
    first = last;
  }
}

bool Outbox::is_idle(const ConversationKey& conversation) const {
  return shards_[home_loop(conversation, loops_)]->is_idle(conversation);
}

bool Outbox::watch_busy(const ConversationKey& conversation, const std::shared_ptr<Event>& idle) {
  return shards_[home_loop(conversation, loops_)]->watch_busy(conversation, idle);
}

void Outbox::confirm(const ConversationKey& conversation, DeliveryId delivery,
                     std::string receipt) {
  const std::size_t home = home_loop(conversation, loops_);
  OutboxShard* const shard = shards_[home].get();
  if (net::EventLoops::current() == home) return shard->confirm(conversation, delivery, receipt);
  asio::post(loops_.loop(home), [shard, conversation, delivery, receipt = std::move(receipt)] {
    shard->confirm(conversation, delivery, receipt);
  });
}

void Outbox::forget(const ConversationKey& conversation) {
  const std::size_t home = home_loop(conversation, loops_);
  asio::post(loops_.loop(home),
             [shard = shards_[home].get(), conversation] { shard->forget(conversation); });
}

template <class Work>
void Outbox::on_every_shard(Work work) {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(loops_.loop(home), [shard = shards_[home].get(), work] { work(*shard); });
  }
}

void Outbox::channels_changed() {
  on_every_shard([](OutboxShard& shard) { shard.wake_stranded(); });
}

void Outbox::set_policy(const RetryPolicy& policy) {
  on_every_shard([policy](OutboxShard& shard) { shard.set_policy(policy); });
}

void Outbox::stop() {
  services_.stopping = true;
  on_every_shard([](OutboxShard& shard) { shard.wake_all(); });
}

}  // namespace yak::delivery
