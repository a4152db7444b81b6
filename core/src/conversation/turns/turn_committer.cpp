// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_committer.hpp"

#include <chrono>
#include <utility>

namespace yak::conversation {
using delivery::InlineTicket;
namespace {

constexpr std::chrono::milliseconds kCommitRetry{500};

}  // namespace

task<std::optional<std::vector<DeliveryId>>> TurnCommitter::commit(TurnCommit& entry,
                                                                   InlineTicket*& claimed) {
  entry.epoch = dependencies_.journal.epoch();
  while (true) {
    auto written = co_await dependencies_.journal.commit(entry);
    if (written) co_return *std::move(written);
    const error& failure = written.error();
    dependencies_.log.error("a turn could not be committed",
                            {{"message", entry.message}, {"reason", failure.message}});
    if (failure.kind == ErrorKind::conflict || stopping_) co_return std::nullopt;
    // The message is safe in the journal; release its webhook instead of waiting for the store.
    if (claimed != nullptr) {
      delivery::InlineReplyFlow::give_up(entry, *std::exchange(claimed, nullptr));
    }
    co_await dependencies_.clock.sleep(kCommitRetry);
  }
}

void TurnCommitter::deliver(std::vector<Delivery> deliveries,
                            const std::optional<std::vector<DeliveryId>>& ids,
                            InlineTicket* claimed) const {
  if (!ids || ids->size() != deliveries.size()) {
    if (claimed != nullptr) claimed->release();
    return;
  }
  for (std::size_t i = 0; i < ids->size(); ++i) deliveries[i].id = (*ids)[i];
  if (claimed != nullptr) {
    dependencies_.inline_replies.write(std::move(deliveries.front()), *claimed);
  } else if (!deliveries.empty()) {
    dependencies_.outbox.enqueue(std::move(deliveries));
  }
}

}  // namespace yak::conversation
