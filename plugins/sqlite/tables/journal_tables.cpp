// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/journal_tables.hpp"

#include <string>

#include "sqlite/database/transaction.hpp"

namespace yak::sqlite {
namespace {

constexpr const char* kTakeEpoch =
    "UPDATE meta SET value = value + 1 WHERE key = 'epoch' RETURNING value";

error no_delivery(DeliveryId id) {
  return {ErrorKind::not_found, "delivery " + std::to_string(id) + " is not in the store"};
}

error taken_over(DeliveryId id) {
  return {ErrorKind::conflict,
          "delivery " + std::to_string(id) + ": a newer owner has taken it over"};
}

error not_dead(DeadLetterId id) {
  return {ErrorKind::not_found, to_string(id) + " is no dead letter"};
}

}  // namespace

JournalTables::JournalTables(Database& database, const Clock& clock, Epoch epoch)
    : clock_(clock),
      epoch_(epoch),
      persons_(database),
      inbox_(database, persons_, epoch),
      outbox_(database, persons_, clock, epoch),
      turns_(database),
      steps_(database),
      keys_(database, persons_.lookup(), clock),
      tables_(database, persons_.lookup(), keys_),
      eraser_(database),
      check_(database, "UPDATE meta SET value = ?1 WHERE key = 'checked'"),
      take_epoch_(database, kTakeEpoch) {}

result<Epoch> JournalTables::take_epoch() {
  Query row(take_epoch_);
  return row.next() ? row.integer(0) : 0;
}

result<Lease> JournalTables::claim(const ConversationKey& conversation, Epoch epoch,
                                   std::chrono::milliseconds span) {
  auto lease = leases_.claim(owned(conversation), owner(epoch), span, clock_);
  if (lease) assign(lease->conversation, lease->epoch);
  return lease;
}

result<Lease> JournalTables::renew(const Lease& lease, std::chrono::milliseconds span) {
  const Lease known(owned(lease.conversation), lease.epoch, lease.ends_at);
  return leases_.renew(known, span, clock_);
}

ConversationKey JournalTables::owned(const ConversationKey& conversation) {
  const std::string& channel = conversation.channel;
  return {channel, persons_.lookup().owner(channel, conversation.peer)};
}

void JournalTables::assign(const ConversationKey& conversation, Epoch owner) {
  const std::string& channel = conversation.channel;
  for (std::string& address : persons_.addresses_of(channel, conversation.peer)) {
    const ConversationKey stored(channel, std::move(address));
    inbox_.assign(stored, owner);
    outbox_.assign(stored, owner);
  }
}

void JournalTables::assign_to_leaseholder(const ConversationKey& conversation) {
  if (leases_.empty()) return;
  const Epoch holder = leases_.owner(owned(conversation), epoch_);
  if (holder > epoch_) assign(conversation, holder);
}

result<Journal::AcceptResult> JournalTables::accept(const Message& message) {
  Journal::AcceptResult accepted = inbox_.accept(message);
  if (accepted.duplicate) return accepted;
  for (const std::string& alias : accepted.merged) {
    const ConversationKey merged(message.channel, message.sender);
    leases_.merge({message.channel, alias}, merged);
    assign_to_leaseholder(merged);
  }
  assign_to_leaseholder(message.conversation());
  return accepted;
}

error JournalTables::not_open(MessageId message) {
  const std::string name = "message " + std::to_string(message);
  if (inbox_.owner(message))
    return {ErrorKind::conflict, name + ": a newer owner has taken it over"};
  if (inbox_.knows(message)) return {ErrorKind::conflict, name + ": its turn is committed already"};
  return {ErrorKind::not_found, name + " is not in the store"};
}

result<void> JournalTables::step(const JournalStep& step) {
  if (auto allowed = step.check_bounds(); !allowed) return allowed;
  const std::optional<Epoch> has = inbox_.owner(step.message);
  if (!has || *has > owner(step.epoch)) return not_open(step.message);
  if (steps_.write(step)) return {};
  return error(ErrorKind::conflict, "message " + std::to_string(step.message) + ": its step " +
                                        std::to_string(step.number) + " is finished already");
}

bool JournalTables::end(MessageId message, const TurnCommit& commit) {
  if (!inbox_.finish(message, commit.state, owner(commit.epoch))) return false;
  if (commit.state != MessageState::quarantined) steps_.remove(message);
  return true;
}

result<std::vector<DeliveryId>> JournalTables::commit(const TurnCommit& commit) {
  if (commit.state == MessageState::received) {
    return error(ErrorKind::invalid,
                 "message " + std::to_string(commit.message) + ": a turn cannot end as received");
  }
  if (!end(commit.message, commit)) return not_open(commit.message);
  const Epoch by = owner(commit.epoch);
  const WallTime now = clock_.now();
  turns_.add(commit.message, std::nullopt, now, commit.report);
  // A joined message that has ended since is left as it is.
  for (const MessageId joined : commit.joined) {
    if (end(joined, commit)) turns_.add(joined, commit.message, now, {});
  }
  std::vector<DeliveryId> ids;
  ids.reserve(commit.deliveries.size());
  for (const Delivery& delivery : commit.deliveries) {
    const bool dated = delivery.created_at != WallTime{};
    const WallTime created_at = dated ? delivery.created_at : now;
    ids.push_back(outbox_.add(commit.message, delivery, created_at, by));
  }
  tables_.apply(commit.writes);
  return ids;
}

result<void> JournalTables::update(std::span<const DeliveryUpdate> changes) {
  // Most updates are of one delivery: its row is looked up once.
  if (changes.size() == 1) {
    const DeliveryUpdate& change = changes.front();
    if (outbox_.update(change, owner(change.epoch))) return {};
    return outbox_.owner(change.id) ? taken_over(change.id) : no_delivery(change.id);
  }
  for (const DeliveryUpdate& change : changes) {
    const std::optional<Epoch> has = outbox_.owner(change.id);
    if (!has) return no_delivery(change.id);
    if (*has > owner(change.epoch)) return taken_over(change.id);
  }
  for (const DeliveryUpdate& change : changes) outbox_.update(change, owner(change.epoch));
  return {};
}

result<ReportResult> JournalTables::report(const ReceiptUpdate& report) {
  if (const std::optional<ReportResult> outcome = outbox_.report(report)) return *outcome;
  return error(ErrorKind::not_found, "no delivery of " + report.channel + " has the id " +
                                         std::to_string(report.delivery) + " or the receipt '" +
                                         report.receipt + "'");
}

result<void> JournalTables::write(const Batch& batch) {
  tables_.apply(batch);
  return {};
}

result<void> JournalTables::transact(const std::string& space,
                                     const KeyValueTransaction& transaction) {
  return keys_.transact(space, transaction);
}

result<std::vector<Message>> JournalTables::resume_messages(MessageId after, int limit) {
  std::vector<Message> messages = inbox_.resume(after, limit);
  for (Message& message : messages) message.steps = steps_.count(message.id);
  return messages;
}

result<std::vector<Delivery>> JournalTables::resume_deliveries(DeliveryId after, int limit) {
  return outbox_.resume(after, limit);
}

PersonCounts JournalTables::erase(const Person& who, const PersonRows& rows,
                                  const EraseExcept& except) {
  return eraser_.erase(who, rows, except);
}

result<void> JournalTables::check() {
  Query(check_, clock_.now()).run();
  return {};
}

result<DeliveryId> JournalTables::find_receipt(const std::string& channel,
                                               const std::string& receipt) {
  return outbox_.find_receipt(channel, receipt);
}

result<void> JournalTables::add_suspicion(std::span<const MessageId> messages, int points) {
  for (const MessageId message : messages) inbox_.add_suspicion(message, points);
  return {};
}

result<void> JournalTables::shift_times(std::chrono::milliseconds by) {
  inbox_.shift_times(by);
  outbox_.shift_times(by);
  return {};
}

result<Revived> JournalTables::revive(DeadLetterId id) {
  Revived revived;
  if (id.kind == DeadLetterId::Kind::delivery) {
    revived.deliveries = outbox_.revive(id.id, clock_.now());
    if (revived.deliveries.empty()) return not_dead(id);
    assign_to_leaseholder(revived.deliveries.front().conversation());
  } else {
    revived.message = inbox_.reopen(id.id, clock_.now());
    if (!revived.message) return not_dead(id);
    revived.message->steps = steps_.count(id.id);
    assign_to_leaseholder(revived.message->conversation());
  }
  return revived;
}

result<void> JournalTables::purge(DeadLetterId id) {
  const bool is_delivery = id.kind == DeadLetterId::Kind::delivery;
  if (!(is_delivery ? outbox_.purge(id.id) : inbox_.give_up(id.id))) return not_dead(id);
  if (!is_delivery) steps_.remove(id.id);
  return {};
}

result<Epoch> next_epoch(Database& database) {
  Transaction transaction(database, Transaction::Kind::write);
  const Epoch epoch = database.number(kTakeEpoch);
  if (auto committed = transaction.commit(); !committed) return committed.error();
  return epoch;
}

}  // namespace yak::sqlite
