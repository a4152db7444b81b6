// SPDX-License-Identifier: Apache-2.0
#include "memory/ledger.hpp"

#include <algorithm>

#include "yak/receipt.hpp"
#include "yak/utf8.hpp"

namespace yak::memory {
namespace {

error no_delivery(DeliveryId id) {
  return {ErrorKind::not_found, "delivery " + std::to_string(id) + " is not in the store"};
}

}  // namespace

result<Journal::AcceptResult> Ledger::accept(const Message& message, Epoch owner) {
  Journal::AcceptResult accepted;
  Names names(message.channel, message.external_id);
  if (const auto known = by_external_id_.find(names); known != by_external_id_.end()) {
    accepted.id = known->second;
    accepted.duplicate = true;
    return accepted;
  }
  if (unfinished_ >= max_messages_) {
    return error(ErrorKind::unavailable,
                 "the memory store has its maximum of unfinished messages (store.max_messages)");
  }
  accepted.id = ++last_message_;
  by_external_id_.emplace(names, accepted.id);
  Entry& entry = messages_[accepted.id];
  entry.names = std::move(names);
  entry.owner = owner;
  entry.peer = message.peer;
  entry.sender = message.sender;
  entry.to = message.to;
  entry.received_at = message.received_at;
  ++unfinished_;
  ++received_;
  return accepted;
}

void Ledger::identify(MessageId message, const std::string& sender) {
  Entry& entry = messages_.at(message);
  if (entry.peer == entry.sender) entry.peer = sender;
  entry.sender = sender;
}

result<void> Ledger::may_commit(const TurnCommit& commit) const {
  const std::string name = "message " + std::to_string(commit.message);
  if (commit.state == MessageState::received) {
    return error(ErrorKind::invalid, name + ": a turn cannot end as received");
  }
  const auto found = messages_.find(commit.message);
  if (found == messages_.end()) {
    return error(ErrorKind::not_found, name + " is not in the store");
  }
  if (!found->second.received) {
    return error(ErrorKind::conflict, name + ": its turn is committed already");
  }
  if (found->second.owner > commit.epoch) {
    return error(ErrorKind::conflict, name + ": a newer owner has taken it over");
  }
  return {};
}

std::vector<DeliveryId> Ledger::commit(const TurnCommit& commit) {
  Entry& entry = messages_.at(commit.message);
  entry.received = false;
  entry.state = commit.state;
  entry.ended_at = clock_.now();
  if (commit.trace.size() <= kMostTrace) entry.turn = commit.trace;
  --received_;
  for (const MessageId joined : commit.joined) end(joined, commit);
  for (const Delivery& delivery : commit.deliveries) {
    entry.deliveries.push_back(add(entry, commit, delivery));
  }
  std::vector<DeliveryId> ids = entry.deliveries;
  if (entry.finished()) finish(commit.message);
  return ids;
}

void Ledger::end(MessageId message, const TurnCommit& commit) {
  const auto found = messages_.find(message);
  if (found == messages_.end() || !found->second.received) return;
  if (found->second.owner > commit.epoch) return;
  found->second.received = false;
  found->second.state = commit.state;
  found->second.ended_at = clock_.now();
  found->second.answered = commit.message;
  --received_;
  if (found->second.finished()) finish(message);
}

void Ledger::give(const ConversationKey& conversation, Epoch owner) {
  for (auto& [id, entry] : messages_) {
    if (entry.peer != conversation.peer || entry.names.first != conversation.channel) continue;
    if (entry.received) entry.owner = std::max(entry.owner, owner);
  }
  for (auto& [id, row] : deliveries_) {
    if (row.peer != conversation.peer || row.channel != conversation.channel) continue;
    if (is_open(row.state)) row.owner = std::max(row.owner, owner);
  }
}

DeliveryId Ledger::add(Entry& entry, const TurnCommit& commit, const Delivery& delivery) {
  const DeliveryId id = ++last_delivery_;
  Row& row = deliveries_[id];
  row.message = commit.message;
  row.owner = commit.epoch;
  row.channel = delivery.channel;
  row.peer = delivery.peer;
  row.state = delivery.state;
  row.status = delivery.status;
  row.from = delivery.from;
  row.part = delivery.part;
  row.parts = delivery.parts;
  row.attempts = delivery.attempts;
  row.created_at = delivery.created_at;
  row.next_at = delivery.next_at;
  note(row, event_name(row.state), {});
  set_receipt(id, row, delivery.receipt);
  ++count(row.state);
  if (is_open(row.state)) ++entry.open_deliveries;
  return id;
}

void Ledger::set_receipt(DeliveryId id, Row& row, const std::string& receipt) {
  const auto old = by_receipt_.find({row.channel, row.receipt});
  if (old != by_receipt_.end() && old->second == id) by_receipt_.erase(old);
  row.receipt = receipt;
  if (!receipt.empty()) by_receipt_.try_emplace({row.channel, receipt}, id);
}

result<void> Ledger::may_update(const DeliveryUpdate& change) const {
  const auto found = deliveries_.find(change.id);
  if (found == deliveries_.end()) return no_delivery(change.id);
  if (found->second.owner <= change.epoch) return {};
  return error(ErrorKind::conflict,
               "delivery " + std::to_string(change.id) + ": a newer owner has taken it over");
}

result<void> Ledger::update(const DeliveryUpdate& change) {
  if (auto allowed = may_update(change); !allowed) return allowed;
  const auto found = deliveries_.find(change.id);
  Row& row = found->second;
  if (change.receipt) set_receipt(change.id, row, *change.receipt);
  if (change.attempts) row.attempts = *change.attempts;
  if (change.next_at) row.next_at = *change.next_at;
  if (change.failure) row.failure = *change.failure;
  note(row, event_name(change.state), change.failure.value_or(""));
  move(row, change.state);
  return {};
}

void Ledger::move(Row& row, DeliveryState state) {
  Entry& entry = messages_.at(row.message);
  const bool was_finished = entry.finished();
  --count(row.state);
  ++count(state);
  if (is_open(row.state)) --entry.open_deliveries;
  if (is_open(state)) ++entry.open_deliveries;
  row.state = state;
  if (was_finished && !entry.finished()) ++unfinished_;
  if (!was_finished && entry.finished()) finish(row.message);
}

void Ledger::note(Row& row, std::string_view what, std::string detail) const {
  if (row.events.size() >= kMostEvents) return;
  detail.resize(clip_utf8(detail, kMostDetail).size());
  row.events.push_back({clock_.now(), what, std::move(detail)});
}

result<void> Ledger::update_all(std::span<const DeliveryUpdate> changes) {
  for (const DeliveryUpdate& change : changes) {
    if (auto allowed = may_update(change); !allowed) return allowed;
  }
  // An update may make the ledger forget old messages, so that a later row is gone: that is no
  // failure, it is as if it had been forgotten right after its change.
  for (const DeliveryUpdate& change : changes) (void)update(change);
  return {};
}

std::unordered_map<DeliveryId, Ledger::Row>::iterator Ledger::find(const ReceiptUpdate& report) {
  const auto by_id = deliveries_.find(report.delivery);
  if (by_id != deliveries_.end() && by_id->second.channel == report.channel) return by_id;
  const auto by_receipt = by_receipt_.find({report.channel, report.receipt});
  return by_receipt == by_receipt_.end() ? deliveries_.end() : deliveries_.find(by_receipt->second);
}

DeliveryId Ledger::find_receipt(const std::string& channel, const std::string& receipt) const {
  const auto found = by_receipt_.find({channel, receipt});
  return found == by_receipt_.end() ? 0 : found->second;
}

result<ReportResult> Ledger::report(const ReceiptUpdate& report) {
  const auto found = find(report);
  if (found == deliveries_.end()) {
    return error(ErrorKind::not_found, "no delivery of " + report.channel + " has the id " +
                                           std::to_string(report.delivery) + " or the receipt '" +
                                           report.receipt + "'");
  }
  Row& row = found->second;
  ReportResult outcome;
  outcome.delivery = found->first;
  outcome.conversation = ConversationKey(row.channel, row.peer);
  outcome.settled = row.state != DeliveryState::sent;
  outcome.sent_twice =
      !report.receipt.empty() && !row.receipt.empty() && row.receipt != report.receipt;
  outcome.moved = moves_up(row.status, report.status);
  if (outcome.settled) {
    row.failure.clear();
    note(row, event_name(DeliveryState::sent), "the other side tells so");
  }
  if (outcome.moved) {
    row.status = report.status;
    if (!report.failure.empty()) row.failure = report.failure;
    note(row, event_name(report.status), report.failure);
  }
  if (row.receipt.empty()) set_receipt(found->first, row, report.receipt);
  // Last: it may make the ledger forget this row.
  if (outcome.settled) move(row, DeliveryState::sent);
  return outcome;
}

std::optional<WallTime> Ledger::last_message(const ConversationKey& conversation) const {
  std::optional<WallTime> last;
  for (const auto& [id, entry] : messages_) {
    if (entry.peer != conversation.peer || entry.names.first != conversation.channel) continue;
    last = std::max(last.value_or(WallTime{}), entry.received_at);
  }
  return last;
}

StoreStats Ledger::stats() const noexcept {
  const auto of = [this](DeliveryState state) {
    return by_state_[static_cast<std::size_t>(state)];
  };
  StoreStats stats;
  stats.messages_unfinished = received_;
  stats.deliveries_pending = of(DeliveryState::pending) + of(DeliveryState::sending);
  stats.deliveries_in_doubt = of(DeliveryState::in_doubt);
  stats.deliveries_dead = of(DeliveryState::dead);
  return stats;
}

void Ledger::finish(MessageId message) {
  --unfinished_;
  finished_.push_back(message);
  while (finished_.size() > max_messages_) {
    const MessageId oldest = finished_.front();
    finished_.pop_front();
    forget(oldest);
  }
}

void Ledger::forget(MessageId message) {
  const auto found = messages_.find(message);
  // It may have been opened again since; then it comes back here when it finishes.
  if (found == messages_.end() || !found->second.finished()) return;
  for (const DeliveryId id : found->second.deliveries) {
    const auto row = deliveries_.find(id);
    --count(row->second.state);
    set_receipt(id, row->second, {});
    deliveries_.erase(row);
  }
  by_external_id_.erase(found->second.names);
  messages_.erase(found);
}

}  // namespace yak::memory
