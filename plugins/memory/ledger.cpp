// SPDX-License-Identifier: Apache-2.0
#include "memory/ledger.hpp"

#include <algorithm>

#include "memory/row_bytes.hpp"
#include "yak/message/receipt.hpp"

namespace yak::memory {
namespace {

error no_delivery(DeliveryId id) {
  return {ErrorKind::not_found, "delivery " + std::to_string(id) + " is not in the store"};
}

error is_full() {
  return {ErrorKind::unavailable,
          "the memory store has its maximum of unfinished messages' content (store.max_size)"};
}

error not_dead(DeadLetterId id) {
  return {ErrorKind::not_found, to_string(id) + " is no dead letter"};
}

}  // namespace

result<AcceptResult> Ledger::accept(const Message& message, Epoch owner) {
  AcceptResult accepted;
  accepted.id = messages_.find(message.channel, message.external_id);
  accepted.duplicate = accepted.id != 0;
  if (accepted.duplicate) return accepted;
  if (unfinished_ >= options_.max_messages) {
    return error(ErrorKind::unavailable,
                 "the memory store has its maximum of unfinished messages (store.max_messages)");
  }
  if (unfinished_bytes_ + bytes_of(message) > options_.max_bytes) return is_full();
  MessageRow& row = messages_.add(message, owner);
  accepted.id = row.message.id;
  ++unfinished_;
  count(row, false);
  return accepted;
}

void Ledger::identify(MessageId message, const std::string& sender) {
  messages_.find(message)->message.identify(sender);
}

result<void> Ledger::step(JournalStep step) {
  if (auto allowed = step.check_bounds(); !allowed) return allowed;
  if (auto allowed = may_write(step.message, step.epoch); !allowed) return allowed;
  MessageRow& row = *messages_.find(step.message);
  const auto kept = row.steps.find(step.number);
  const std::size_t replaced = kept == row.steps.end() ? 0 : kept->second.record.size();
  if (kept != row.steps.end() && kept->second.state == StepState::finished) {
    const JournalStep& before = kept->second;
    if (step.state == before.state && step.kind == before.kind && step.record == before.record) {
      return {};
    }
    return error(ErrorKind::conflict, "message " + std::to_string(step.message) + ": its step " +
                                          std::to_string(step.number) + " is finished already");
  }
  if (unfinished_bytes_ - replaced + step.record.size() > options_.max_bytes) return is_full();
  JournalStep& written = row.steps[step.number];
  written = std::move(step);
  written.epoch = 0;
  count(row, false);
  return {};
}

std::vector<JournalStep> Ledger::steps(MessageId message) const {
  std::vector<JournalStep> steps;
  const MessageRow* const row = messages_.find(message);
  if (row == nullptr) return steps;
  for (const auto& [number, step] : row->steps) steps.push_back(step);
  return steps;
}

result<void> Ledger::may_commit(const TurnCommit& commit) const {
  if (commit.state == MessageState::received) {
    return error(ErrorKind::invalid,
                 "message " + std::to_string(commit.message) + ": a turn cannot end as received");
  }
  return may_write(commit.message, commit.epoch);
}

result<void> Ledger::may_write(MessageId message, Epoch by) const {
  const std::string name = "message " + std::to_string(message);
  const MessageRow* const row = messages_.find(message);
  if (row == nullptr) return error(ErrorKind::not_found, name + " is not in the store");
  if (row->state != MessageState::received) {
    return error(ErrorKind::conflict, name + ": its turn is committed already");
  }
  if (row->owner > by) {
    return error(ErrorKind::conflict, name + ": a newer owner has taken it over");
  }
  return {};
}

std::vector<DeliveryId> Ledger::commit(TurnCommit commit) {
  MessageRow& row = *messages_.find(commit.message);
  end(row, commit);
  // A message that was revived has the deliveries of its earlier end too.
  std::vector<DeliveryId> ids;
  ids.reserve(commit.deliveries.size());
  for (Delivery& delivery : commit.deliveries) {
    ids.push_back(add(row, std::move(delivery), commit.epoch));
    row.deliveries.push_back(ids.back());
  }
  count(row, false);
  for (const MessageId joined : commit.joined) {
    MessageRow* const other = messages_.find(joined);
    if (other == nullptr || other->state != MessageState::received) continue;
    if (other->owner > commit.epoch) continue;
    end(*other, commit);
    count(*other, false);
  }
  return ids;
}

void Ledger::end(MessageRow& row, const TurnCommit& commit) {
  messages_.set_state(row, commit.state);
  row.ended_at = clock_.now();
  if (row.message.id != commit.message) {
    row.answered = commit.message;
  } else if (commit.report.size() <= kMaxReport) {
    row.turn = commit.report;
  }
}

DeliveryId Ledger::add(MessageRow& message, Delivery delivery, Epoch owner) {
  delivery.message = message.message.id;
  if (delivery.created_at == WallTime{}) delivery.created_at = clock_.now();
  if (is_open(delivery.state)) ++message.open_deliveries;
  return deliveries_.add(std::move(delivery), owner).delivery.id;
}

result<void> Ledger::may_update(const DeliveryUpdate& change) const {
  const DeliveryRow* const row = deliveries_.find(change.id);
  if (row == nullptr) return no_delivery(change.id);
  if (row->owner <= change.epoch) return {};
  return error(ErrorKind::conflict,
               "delivery " + std::to_string(change.id) + ": a newer owner has taken it over");
}

result<void> Ledger::update(std::span<const DeliveryUpdate> changes) {
  for (const DeliveryUpdate& change : changes) {
    if (auto allowed = may_update(change); !allowed) return allowed;
  }
  for (const DeliveryUpdate& change : changes) apply(change);
  return {};
}

void Ledger::apply(const DeliveryUpdate& change) {
  DeliveryRow* const row = deliveries_.find(change.id);
  // An earlier change may have made the ledger forget this message, as if that had happened after
  // this change.
  if (row == nullptr) return;
  if (change.receipt) deliveries_.set_receipt(*row, *change.receipt);
  if (change.attempts) row->delivery.attempts = *change.attempts;
  if (change.next_at) row->delivery.next_at = *change.next_at;
  if (change.failure) row->delivery.failure = *change.failure;
  DeliveryTable::note(*row, clock_.now(), event_name(change.state), change.failure.value_or(""));
  move(*row, change.state);
}

void Ledger::move(DeliveryRow& row, DeliveryState state) {
  MessageRow& message = *messages_.find(row.delivery.message);
  const bool was_finished = message.finished();
  if (is_open(row.delivery.state)) --message.open_deliveries;
  if (is_open(state)) ++message.open_deliveries;
  deliveries_.set_state(row, state);
  count(message, was_finished);
}

result<ReportResult> Ledger::report(const ReceiptUpdate& report) {
  DeliveryRow* const row = deliveries_.find(report);
  if (row == nullptr) {
    return error(ErrorKind::not_found, "no delivery of " + report.channel + " has the id " +
                                           std::to_string(report.delivery) + " or the receipt '" +
                                           report.receipt + "'");
  }
  Delivery& delivery = row->delivery;
  ReportResult outcome;
  outcome.delivery = delivery.id;
  outcome.conversation = delivery.conversation();
  outcome.trace_id = delivery.trace_id;
  outcome.settled = delivery.state != DeliveryState::sent;
  outcome.sent_twice =
      !report.receipt.empty() && !delivery.receipt.empty() && delivery.receipt != report.receipt;
  outcome.moved = moves_up(delivery.status, report.status);
  const WallTime now = clock_.now();
  if (outcome.settled) {
    delivery.failure.clear();
    DeliveryTable::note(*row, now, event_name(DeliveryState::sent), std::string(kSettledByReport));
  }
  if (outcome.moved) {
    delivery.status = report.status;
    if (!report.failure.empty()) delivery.failure = report.failure;
    DeliveryTable::note(*row, now, event_name(report.status), report.failure);
  }
  if (delivery.receipt.empty()) deliveries_.set_receipt(*row, report.receipt);
  // These may delete the row.
  if (outcome.settled) {
    move(*row, DeliveryState::sent);
  } else {
    MessageRow& message = *messages_.find(delivery.message);
    count(message, message.finished());
  }
  return outcome;
}

void Ledger::assign(const ConversationKey& conversation, Epoch owner) {
  const Person peer = people_.person(conversation.channel, conversation.peer);
  messages_.assign(peer, owner);
  deliveries_.assign(peer, owner);
}

std::vector<Message> Ledger::resume_messages(MessageId after, int limit, Epoch owner) {
  std::vector<Message> messages;
  const auto& open = messages_.open();
  for (auto id = open.upper_bound(after); id != open.end(); ++id) {
    if (std::ssize(messages) >= limit) break;
    MessageRow& row = *messages_.find(*id);
    if (row.owner >= owner) continue;
    row.owner = owner;
    messages.push_back(resumed(row));
  }
  return messages;
}

Message Ledger::resumed(MessageRow& row) const {
  people_.identify(row.message);
  Message message = row.message;
  message.steps = static_cast<int>(row.steps.size());
  return message;
}

std::vector<Delivery> Ledger::resume_deliveries(DeliveryId after, int limit, Epoch owner) {
  std::vector<Delivery> resumed;
  const auto& open = deliveries_.open();
  for (auto id = open.upper_bound(after); id != open.end(); ++id) {
    if (std::ssize(resumed) >= limit) break;
    DeliveryRow& row = *deliveries_.find(*id);
    if (row.owner >= owner) continue;
    row.owner = owner;
    if (row.delivery.state == DeliveryState::sending) {
      deliveries_.set_state(row, DeliveryState::in_doubt);
      DeliveryTable::note(row, clock_.now(), event_name(DeliveryState::in_doubt),
                          std::string(kInterruptedSend));
    }
    identify(row.delivery);
    resumed.push_back(row.delivery);
  }
  return resumed;
}

void Ledger::identify(Delivery& delivery) const {
  std::string owner = people_.owner(delivery.channel, delivery.peer);
  if (owner == delivery.peer) return;
  if (delivery.address.empty()) delivery.address = std::move(delivery.peer);
  delivery.peer = std::move(owner);
}

std::optional<WallTime> Ledger::last_message(const ConversationKey& conversation) const {
  std::optional<WallTime> last;
  for (const auto& [id, row] : messages_.rows()) {
    const Message& message = row.message;
    if (message.peer != conversation.peer || message.channel != conversation.channel) continue;
    last = std::max(last.value_or(WallTime{}), message.received_at);
  }
  return last;
}

result<Revived> Ledger::revive(DeadLetterId id, Epoch owner) {
  Revived revived;
  if (id.kind == DeadLetterId::Kind::delivery) {
    if (!deliveries_.dead().contains(id.id)) return not_dead(id);
    const MessageId answered = deliveries_.find(id.id)->delivery.message;
    for (const DeliveryId part : messages_.find(answered)->deliveries) {
      DeliveryRow& row = *deliveries_.find(part);
      if (row.delivery.state != DeliveryState::dead) continue;
      revive(row, owner);
      revived.deliveries.push_back(row.delivery);
    }
    return revived;
  }
  if (!messages_.quarantined().contains(id.id)) return not_dead(id);
  MessageRow& row = *messages_.find(id.id);
  const bool was_finished = row.finished();
  messages_.set_state(row, MessageState::received);
  row.owner = std::max(row.owner, owner);
  row.message.suspicion = 0;
  row.message.received_at = clock_.now();
  revived.message = resumed(row);
  count(row, was_finished);
  return revived;
}

void Ledger::revive(DeliveryRow& row, Epoch owner) {
  const WallTime now = clock_.now();
  row.owner = std::max(row.owner, owner);
  row.delivery.attempts = 0;
  row.delivery.failure.clear();
  row.delivery.created_at = row.delivery.next_at = now;
  identify(row.delivery);
  DeliveryTable::note(row, now, event_name(DeliveryState::pending),
                      std::string(kRevivedByOperator));
  move(row, DeliveryState::pending);
}

result<void> Ledger::purge(DeadLetterId id) {
  const bool is_delivery = id.kind == DeadLetterId::Kind::delivery;
  if (!(is_delivery ? deliveries_.dead() : messages_.quarantined()).contains(id.id)) {
    return not_dead(id);
  }
  if (is_delivery) {
    erase_delivery(id.id);
  } else {
    MessageRow& row = *messages_.find(id.id);
    const bool was_finished = row.finished();
    messages_.set_state(row, MessageState::dropped);
    count(row, was_finished);
  }
  return {};
}

StoreStats Ledger::stats() const {
  StoreStats stats;
  stats.messages_unfinished = std::ssize(messages_.open());
  stats.messages_quarantined = std::ssize(messages_.quarantined());
  stats.deliveries_pending =
      deliveries_.count(DeliveryState::pending) + deliveries_.count(DeliveryState::sending);
  stats.deliveries_in_doubt = deliveries_.count(DeliveryState::in_doubt);
  stats.deliveries_dead = deliveries_.count(DeliveryState::dead);
  if (!messages_.open().empty()) {
    stats.oldest_message = messages_.find(*messages_.open().begin())->message.received_at;
  }
  if (!deliveries_.open().empty()) {
    stats.oldest_delivery = deliveries_.find(*deliveries_.open().begin())->delivery.created_at;
  }
  return stats;
}

void Ledger::add_suspicion(std::span<const MessageId> messages, int points) {
  for (const MessageId id : messages) {
    if (messages_.open().contains(id)) messages_.find(id)->message.suspicion += points;
  }
}

void Ledger::shift_times(std::chrono::milliseconds by) {
  messages_.shift_times(by);
  deliveries_.shift_times(by);
}

void Ledger::erase_message(MessageId id) {
  MessageRow* const row = messages_.find(id);
  if (row == nullptr) return;
  const bool was_finished = row->finished();
  MessageTable::erase_content(*row);
  if (row->state == MessageState::received) row->ended_at = clock_.now();
  if (row->state == MessageState::received || row->state == MessageState::quarantined) {
    messages_.set_state(*row, MessageState::dropped);
  }
  count(*row, was_finished);
}

void Ledger::erase_delivery(DeliveryId id) {
  const DeliveryRow* const row = deliveries_.find(id);
  if (row == nullptr) return;
  MessageRow& message = *messages_.find(row->delivery.message);
  const bool was_finished = message.finished();
  if (is_open(row->delivery.state)) --message.open_deliveries;
  std::erase(message.deliveries, id);
  deliveries_.remove(id);
  count(message, was_finished);
}

void Ledger::count(MessageRow& row, bool was_finished) {
  bytes(was_finished) -= row.bytes;
  row.bytes = bytes_of(row);
  for (const DeliveryId id : row.deliveries) row.bytes += bytes_of(*deliveries_.find(id));
  bytes(row.finished()) += row.bytes;
  if (was_finished && !row.finished()) ++unfinished_;
  if (!was_finished && row.finished()) {
    --unfinished_;
    finished_.push_back(row.message.id);
  }
  while (finished_.size() > options_.max_messages ||
         (finished_bytes_ > options_.max_bytes && !finished_.empty())) {
    const MessageId oldest = finished_.front();
    finished_.pop_front();
    forget(oldest);
  }
}

void Ledger::forget(MessageId message) {
  const MessageRow* const row = messages_.find(message);
  // If it is unfinished again, it is counted when it finishes again.
  if (row == nullptr || !row->finished()) return;
  finished_bytes_ -= row->bytes;
  for (const DeliveryId id : row->deliveries) deliveries_.remove(id);
  messages_.remove(message);
}

}  // namespace yak::memory
