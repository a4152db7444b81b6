// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "yak/receipt.hpp"
#include "yak/testing/fake_store.hpp"

namespace yak::testing {

task<result<Epoch>> FakeStore::take_epoch() {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  co_return ++last_epoch_;
}

task<result<Lease>> FakeStore::claim(ConversationKey conversation, Epoch epoch,
                                     std::chrono::milliseconds span) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  auto lease = leases_.claim(conversation, owner(epoch), span, now());
  if (lease) give_locked(conversation, owner(epoch));
  co_return lease;
}

task<result<Lease>> FakeStore::renew(Lease lease, std::chrono::milliseconds span) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  co_return leases_.renew(lease, span, now());
}

void FakeStore::give_locked(const ConversationKey& conversation, Epoch owner) {
  for (auto& [id, entry] : messages_) {
    const bool is_open = entry.state == MessageState::received;
    if (is_open && entry.message.conversation() == conversation) entry.owner = owner;
  }
  for (const auto& [id, delivery] : deliveries_) {
    const bool is_open =
        delivery.state != DeliveryState::sent && delivery.state != DeliveryState::dead;
    if (is_open && delivery.conversation() == conversation) owners_[id] = owner;
  }
}

task<result<Journal::AcceptResult>> FakeStore::accept(const Message& message) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  AcceptResult accepted;
  const auto [known, is_new] =
      by_external_id_.try_emplace({message.channel, message.external_id}, last_message_ + 1);
  accepted.id = known->second;
  accepted.duplicate = !is_new;
  if (is_new) {
    Entry& entry = messages_[++last_message_];
    entry.message = message;
    entry.message.id = accepted.id;
    entry.owner = leases_.owner(message.conversation(), kEpoch);
    people_.learn(message, accepted);
    for (const std::string& alias : accepted.merged) {
      move_locked(message.channel, alias, message.sender);
    }
    entry.message.identify(accepted.sender);
  }
  co_return accepted;
}

task<result<std::vector<DeliveryId>>> FakeStore::commit(TurnCommit commit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  if (commit.state == MessageState::received) {
    co_return error(ErrorKind::invalid, "a turn cannot end as received");
  }
  const auto found = messages_.find(commit.message);
  if (found == messages_.end()) co_return error(ErrorKind::not_found, "no such message");
  if (found->second.state != MessageState::received) {
    co_return error(ErrorKind::conflict, "the message is committed already");
  }
  commit.epoch = owner(commit.epoch);
  if (found->second.owner > commit.epoch) {
    co_return error(ErrorKind::conflict, "a newer owner has taken the message over");
  }
  end_locked(commit.message, commit);
  for (const MessageId joined : commit.joined) end_locked(joined, commit);
  std::vector<DeliveryId> ids;
  for (Delivery& delivery : commit.deliveries) {
    delivery.id = ++last_delivery_;
    ids.push_back(delivery.id);
    owners_[delivery.id] = commit.epoch;
    note_locked(delivery.id, event_name(delivery.state), "");
    deliveries_[delivery.id] = std::move(delivery);
  }
  apply_locked(commit.writes);
  co_return ids;
}

task<result<void>> FakeStore::update(std::vector<DeliveryUpdate> changes) {
  const std::lock_guard lock(mutex_);
  ++updates_;
  if (failure_) co_return *failure_;
  for (const DeliveryUpdate& change : changes) {
    if (!deliveries_.contains(change.id)) {
      co_return error(ErrorKind::not_found, "no delivery " + std::to_string(change.id));
    }
    if (owners_[change.id] > owner(change.epoch)) {
      co_return error(ErrorKind::conflict, "a newer owner has taken the delivery over");
    }
  }
  for (const DeliveryUpdate& change : changes) update_locked(change);
  co_return result<void>();
}

void FakeStore::update_locked(const DeliveryUpdate& change) {
  Delivery& delivery = deliveries_.at(change.id);
  delivery.state = change.state;
  if (change.attempts) delivery.attempts = *change.attempts;
  if (change.next_at) delivery.next_at = *change.next_at;
  if (change.receipt) delivery.receipt = *change.receipt;
  if (change.failure) delivery.failure = *change.failure;
  note_locked(change.id, event_name(change.state), change.failure.value_or(""));
}

Delivery* FakeStore::find_delivery(const ReceiptUpdate& report) {
  const auto by_id = deliveries_.find(report.delivery);
  if (by_id != deliveries_.end() && by_id->second.channel == report.channel) return &by_id->second;
  for (auto& [id, delivery] : deliveries_) {
    if (delivery.channel == report.channel && delivery.receipt == report.receipt &&
        !report.receipt.empty()) {
      return &delivery;
    }
  }
  return nullptr;
}

task<result<ReportResult>> FakeStore::report(const ReceiptUpdate& report) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  Delivery* delivery = find_delivery(report);
  if (delivery == nullptr) co_return error(ErrorKind::not_found, "no such delivery");
  ReportResult outcome;
  outcome.delivery = delivery->id;
  outcome.conversation = delivery->conversation();
  outcome.settled = delivery->state != DeliveryState::sent;
  outcome.sent_twice =
      !report.receipt.empty() && !delivery->receipt.empty() && delivery->receipt != report.receipt;
  outcome.moved = moves_up(delivery->status, report.status);
  delivery->state = DeliveryState::sent;
  if (outcome.settled) {
    delivery->failure.clear();
    note_locked(delivery->id, event_name(DeliveryState::sent), "the other side tells so");
  }
  if (delivery->receipt.empty()) delivery->receipt = report.receipt;
  if (outcome.moved) delivery->status = report.status;
  if (outcome.moved && !report.failure.empty()) delivery->failure = report.failure;
  if (outcome.moved) note_locked(delivery->id, event_name(report.status), report.failure);
  co_return outcome;
}

task<result<DeliveryId>> FakeStore::find_receipt(std::string channel, std::string receipt) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  ReceiptUpdate report;
  report.channel = std::move(channel);
  report.receipt = std::move(receipt);
  const Delivery* found = find_delivery(report);
  co_return found == nullptr ? DeliveryId{0} : found->id;
}

task<result<std::optional<WallTime>>> FakeStore::last_message(ConversationKey conversation) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  std::optional<WallTime> last;
  for (const auto& [id, entry] : messages_) {
    if (entry.message.conversation() != conversation) continue;
    last = std::max(last.value_or(WallTime{}), entry.message.received_at);
  }
  co_return last;
}

task<result<std::vector<Message>>> FakeStore::resume_messages(MessageId after, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  std::vector<Message> messages;
  messages.reserve(messages_.size());
  for (auto& [id, entry] : messages_) {
    if (id <= after || entry.state != MessageState::received) continue;
    if (std::ssize(messages) == limit) break;
    people_.identify(entry.message);
    messages.push_back(entry.message);
  }
  co_return messages;
}

task<result<std::vector<Delivery>>> FakeStore::resume_deliveries(DeliveryId after, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  std::vector<Delivery> deliveries;
  deliveries.reserve(deliveries_.size());
  for (auto& [id, delivery] : deliveries_) {
    const bool ended =
        delivery.state == DeliveryState::sent || delivery.state == DeliveryState::dead;
    if (id <= after || ended) continue;
    if (std::ssize(deliveries) == limit) break;
    if (delivery.state == DeliveryState::sending) {
      delivery.state = DeliveryState::in_doubt;
      note_locked(id, event_name(delivery.state), "the process ended while it was sent");
    }
    std::string owner = people_.owner(delivery.channel, delivery.peer);
    if (owner != delivery.peer) {
      if (delivery.address.empty()) delivery.address = delivery.peer;
      delivery.peer = std::move(owner);
    }
    deliveries.push_back(delivery);
  }
  co_return deliveries;
}

task<result<StoreStats>> FakeStore::stats() {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  StoreStats stats;
  for (const auto& [id, entry] : messages_) {
    if (entry.state == MessageState::quarantined) ++stats.messages_quarantined;
    if (entry.state != MessageState::received) continue;
    if (++stats.messages_unfinished == 1) stats.oldest_message = entry.message.received_at;
  }
  for (const auto& [id, delivery] : deliveries_) {
    switch (delivery.state) {
      case DeliveryState::pending:
      case DeliveryState::sending: ++stats.deliveries_pending; break;
      case DeliveryState::in_doubt: ++stats.deliveries_in_doubt; break;
      case DeliveryState::dead: ++stats.deliveries_dead; break;
      case DeliveryState::sent: break;
    }
    const bool ended =
        delivery.state == DeliveryState::sent || delivery.state == DeliveryState::dead;
    if (!ended && !stats.oldest_delivery) stats.oldest_delivery = delivery.created_at;
  }
  co_return stats;
}

std::vector<Message> FakeStore::messages() const {
  const std::lock_guard lock(mutex_);
  std::vector<Message> messages;
  messages.reserve(messages_.size());
  for (const auto& [id, entry] : messages_) messages.push_back(entry.message);
  return messages;
}

std::vector<Delivery> FakeStore::deliveries() const {
  const std::lock_guard lock(mutex_);
  std::vector<Delivery> deliveries;
  deliveries.reserve(deliveries_.size());
  for (const auto& [id, delivery] : deliveries_) deliveries.push_back(delivery);
  return deliveries;
}

std::optional<MessageState> FakeStore::state_of(MessageId id) const {
  const std::lock_guard lock(mutex_);
  const auto found = messages_.find(id);
  if (found == messages_.end()) return std::nullopt;
  return found->second.state;
}

}  // namespace yak::testing
