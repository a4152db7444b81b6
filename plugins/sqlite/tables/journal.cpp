// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/journal.hpp"

#include <string>

#include "sqlite/database/transaction.hpp"

namespace yak::sqlite {
namespace {

error no_delivery(DeliveryId id) {
  return {ErrorKind::not_found, "delivery " + std::to_string(id) + " is not in the store"};
}

error not_dead(DeadLetterId id) {
  return {ErrorKind::not_found, to_string(id) + " is no dead letter"};
}

}  // namespace

Journal::Journal(Database& database, const Clock& clock, std::int64_t epoch)
    : clock_(clock),
      persons_(database),
      inbox_(database, persons_, epoch),
      outbox_(database, persons_, clock, epoch),
      turns_(database),
      tables_(database, persons_.lookup()),
      eraser_(database),
      check_(database, "UPDATE meta SET value = ?1 WHERE key = 'checked'") {}

result<Store::AcceptResult> Journal::accept(const Message& message) {
  return inbox_.accept(message);
}

result<std::vector<DeliveryId>> Journal::commit(const TurnCommit& commit) {
  const std::string name = "message " + std::to_string(commit.message);
  if (commit.state == MessageState::received) {
    return error(ErrorKind::invalid, name + ": a turn cannot end as received");
  }
  if (!inbox_.finish(commit.message, commit.state)) {
    if (inbox_.knows(commit.message)) {
      return error(ErrorKind::conflict, name + ": its turn is committed already");
    }
    return error(ErrorKind::not_found, name + " is not in the store");
  }
  const WallTime now = clock_.now();
  turns_.add(commit.message, std::nullopt, now, commit.trace);
  // Whoever joined and has ended since needs no second end.
  for (const MessageId joined : commit.joined) {
    if (inbox_.finish(joined, commit.state)) turns_.add(joined, commit.message, now, {});
  }
  std::vector<DeliveryId> ids;
  ids.reserve(commit.deliveries.size());
  for (const Delivery& delivery : commit.deliveries) {
    const bool dated = delivery.created_at != WallTime{};
    const WallTime created_at = dated ? delivery.created_at : now;
    ids.push_back(outbox_.add(commit.message, delivery, created_at));
  }
  tables_.apply(commit.writes);
  return ids;
}

result<void> Journal::update(const DeliveryUpdate& change) {
  if (outbox_.update(change)) return {};
  return no_delivery(change.id);
}

result<void> Journal::update_all(std::span<const DeliveryUpdate> changes) {
  for (const DeliveryUpdate& change : changes) {
    if (!outbox_.knows(change.id)) return no_delivery(change.id);
  }
  for (const DeliveryUpdate& change : changes) outbox_.update(change);
  return {};
}

result<ReportResult> Journal::report(const ReceiptUpdate& report) {
  if (const std::optional<ReportResult> outcome = outbox_.report(report)) return *outcome;
  return error(ErrorKind::not_found, "no delivery of " + report.channel + " has the id " +
                                         std::to_string(report.delivery) + " or the receipt '" +
                                         report.receipt + "'");
}

result<void> Journal::write(const Batch& batch) {
  tables_.apply(batch);
  return {};
}

result<std::vector<Message>> Journal::resume_messages(MessageId after, int limit) {
  return inbox_.resume(after, limit);
}

result<std::vector<Delivery>> Journal::resume_deliveries(DeliveryId after, int limit) {
  return outbox_.resume(after, limit);
}

PersonCounts Journal::erase(const Person& who, const PersonRows& rows, const EraseExcept& except) {
  return eraser_.erase(who, rows, except);
}

result<void> Journal::check() {
  Query(check_, clock_.now()).run();
  return {};
}

result<DeliveryId> Journal::find_receipt(const std::string& channel, const std::string& receipt) {
  return outbox_.find_receipt(channel, receipt);
}

result<void> Journal::blame(std::span<const MessageId> messages, int points) {
  for (const MessageId message : messages) inbox_.blame(message, points);
  return {};
}

result<void> Journal::shift_times(std::chrono::milliseconds by) {
  inbox_.shift_times(by);
  outbox_.shift_times(by);
  return {};
}

result<Revived> Journal::revive(DeadLetterId id) {
  Revived revived;
  if (id.kind == DeadLetterId::Kind::delivery) {
    revived.deliveries = outbox_.revive(id.id, clock_.now());
    if (!revived.deliveries.empty()) return revived;
  } else {
    revived.message = inbox_.reopen(id.id, clock_.now());
    if (revived.message) return revived;
  }
  return not_dead(id);
}

result<void> Journal::purge(DeadLetterId id) {
  const bool gone =
      id.kind == DeadLetterId::Kind::delivery ? outbox_.purge(id.id) : inbox_.give_up(id.id);
  if (gone) return {};
  return not_dead(id);
}

result<std::int64_t> next_epoch(Database& database) {
  Transaction transaction(database, Transaction::Kind::write);
  const std::int64_t epoch =
      database.number("UPDATE meta SET value = value + 1 WHERE key = 'epoch' RETURNING value");
  if (auto committed = transaction.commit(); !committed) return committed.error();
  return epoch;
}

}  // namespace yak::sqlite
