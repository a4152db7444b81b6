// SPDX-License-Identifier: Apache-2.0
// Operations of the outbox that affect all queues.
#include <boost/asio/post.hpp>

#include "delivery/outbox/outbox.hpp"

namespace yak::delivery {
namespace asio = boost::asio;

const DeliveryMachine& Outbox::machine() const {
  // A loop that runs on the caller's own thread has no number; it is then the only loop.
  const std::size_t here = net::EventLoops::current();
  return machines_[here < machines_.size() ? here : 0];
}

void Outbox::set_policy(const RetryPolicy& policy) {
  for (std::size_t home = 0; home < machines_.size(); ++home) {
    asio::post(dependencies_.loops.loop(home),
               [this, home, policy] { machines_[home] = DeliveryMachine(policy); });
  }
}

void Outbox::wake(bool (*is_meant)(const Queue& queue)) {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(dependencies_.loops.loop(home), [this, home, is_meant] {
      for (auto& [key, queue] : shards_[home]) {
        if (queue.resting != nullptr && is_meant(queue)) queue.resting->set();
      }
    });
  }
}

void Outbox::forget(const ConversationKey& conversation) {
  asio::post(dependencies_.loops.loop(loop_of(conversation)), [this, conversation] {
    Shard& shard = shards_[loop_of(conversation)];
    const auto found = shard.find(conversation);
    if (found == shard.end()) return;
    for (Outgoing& outgoing : found->second.waiting) outgoing.is_erased = true;
    if (found->second.resting != nullptr) found->second.resting->set();
  });
}

void Outbox::stop() {
  stopping_ = true;
  wake([](const Queue& /*queue*/) { return true; });
}

void Outbox::channels_changed() {
  wake([](const Queue& queue) { return queue.is_stranded; });
}

}  // namespace yak::delivery
