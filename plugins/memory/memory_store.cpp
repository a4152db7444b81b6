// SPDX-License-Identifier: Apache-2.0
#include "memory/memory_store.hpp"

#include <utility>

#include "memory/dead_letters.hpp"
#include "memory/message_reports.hpp"
#include "memory/person_page.hpp"
#include "memory/person_rows.hpp"

namespace yak::memory {
MemoryStore::MemoryStore(const StoreContext& context, Options options)
    : log_(context.log),
      clock_(context.clock),
      expiry_clock_(context.clock),
      rejected_(context.metrics.counter("yak_store_rejected_total",
                                        "Operations refused because the store was full.",
                                        {{"queue", "write"}})),
      notebook_(options.notebook),
      ledger_(options.ledger, context.clock, notebook_.people()) {}

std::vector<Diagnosis> MemoryStore::diagnose() {
  return {Diagnosis(Diagnosis::Level::warn, "durability",
                    "messages are kept in memory only: what was accepted is lost when Yak ends",
                    "fine for a trial; in production use store.plugin sqlite")};
}

result<void> MemoryStore::open() {
  log_.warn("the store is in memory: everything is forgotten when Yak ends");
  const std::lock_guard lock(mutex_);
  epoch_ = ++last_epoch_;
  leases_ = LeaseTable();
  return {};
}

task<result<void>> MemoryStore::check() { co_return result<void>(); }

task<result<StoreStats>> MemoryStore::stats() {
  const std::lock_guard lock(mutex_);
  co_return ledger_.stats();
}

task<result<Epoch>> MemoryStore::take_epoch() {
  const std::lock_guard lock(mutex_);
  co_return ++last_epoch_;
}

task<result<Lease>> MemoryStore::claim(ConversationKey conversation, Epoch epoch,
                                       std::chrono::milliseconds span) {
  const std::lock_guard lock(mutex_);
  auto lease = leases_.claim(notebook_.owned(conversation), owner(epoch), span, clock_);
  if (lease) ledger_.assign(lease->conversation, lease->epoch);
  co_return lease;
}

task<result<Lease>> MemoryStore::renew(Lease lease, std::chrono::milliseconds span) {
  const std::lock_guard lock(mutex_);
  lease.conversation = notebook_.owned(lease.conversation);
  co_return leases_.renew(lease, span, clock_);
}

result<Journal::AcceptResult> MemoryStore::accept_now(const Message& message) {
  const std::lock_guard lock(mutex_);
  auto accepted = ledger_.accept(message, epoch_);
  if (!accepted) rejected_.add();
  if (accepted && !accepted->duplicate) {
    notebook_.learn(message, *accepted);
    if (!accepted->sender.empty()) ledger_.identify(accepted->id, accepted->sender);
    for (const std::string& alias : accepted->merged) {
      const ConversationKey merged(message.channel, message.sender);
      leases_.merge({message.channel, alias}, merged);
      assign_to_leaseholder(merged);
    }
    assign_to_leaseholder(message.conversation());
  }
  return accepted;
}

void MemoryStore::assign_to_leaseholder(const ConversationKey& conversation) {
  if (leases_.empty()) return;
  const ConversationKey owned = notebook_.owned(conversation);
  const Epoch holder = leases_.owner(owned, epoch_);
  if (holder > epoch_) ledger_.assign(owned, holder);
}

task<result<Journal::AcceptResult>> MemoryStore::accept(const Message& message) {
  co_return accept_now(message);
}

result<std::vector<DeliveryId>> MemoryStore::commit_now(TurnCommit commit) {
  const std::lock_guard lock(mutex_);
  commit.epoch = owner(commit.epoch);
  if (const auto allowed = ledger_.may_commit(commit); !allowed) return allowed.error();
  if (const auto allowed = notebook_.may_apply(commit.writes, expiry_clock_.now()); !allowed) {
    rejected_.add();
    return allowed.error();
  }
  notebook_.apply(commit.writes);
  return ledger_.commit(std::move(commit));
}

task<result<void>> MemoryStore::step(JournalStep step) {
  const std::lock_guard lock(mutex_);
  step.epoch = owner(step.epoch);
  auto written = ledger_.step(std::move(step));
  if (!written && written.error().kind == ErrorKind::unavailable) rejected_.add();
  co_return written;
}

task<result<std::vector<JournalStep>>> MemoryStore::steps(MessageId message) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.steps(message);
}

task<result<std::vector<DeliveryId>>> MemoryStore::commit(TurnCommit commit) {
  co_return commit_now(std::move(commit));
}

task<result<void>> MemoryStore::update(std::vector<DeliveryUpdate> changes) {
  const std::lock_guard lock(mutex_);
  for (DeliveryUpdate& change : changes) change.epoch = owner(change.epoch);
  co_return ledger_.update(changes);
}

task<result<ReportResult>> MemoryStore::report(const ReceiptUpdate& report) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.report(report);
}

task<result<std::optional<WallTime>>> MemoryStore::last_message(ConversationKey conversation) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.last_message(conversation);
}

task<result<std::vector<Message>>> MemoryStore::resume_messages(MessageId after, int limit) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.resume_messages(after, limit, epoch_);
}

task<result<std::vector<Delivery>>> MemoryStore::resume_deliveries(DeliveryId after, int limit) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.resume_deliveries(after, limit, epoch_);
}

task<result<DeliveryId>> MemoryStore::find_receipt(std::string channel, std::string receipt) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.deliveries().find_receipt(channel, receipt);
}

task<result<MessageReport>> MemoryStore::message_report(std::string id) {
  const std::lock_guard lock(mutex_);
  co_return report_of(ledger_, id);
}

task<result<void>> MemoryStore::add_suspicion(std::vector<MessageId> messages, int points) {
  const std::lock_guard lock(mutex_);
  ledger_.add_suspicion(messages, points);
  co_return result<void>();
}

task<result<void>> MemoryStore::shift_times(std::chrono::milliseconds by) {
  const std::lock_guard lock(mutex_);
  ledger_.shift_times(by);
  co_return result<void>();
}

task<result<std::vector<DeadLetter>>> MemoryStore::letters(DeadLetterId after, int limit) {
  const std::lock_guard lock(mutex_);
  co_return dead_letters_of(ledger_, after, limit);
}

task<result<DeadLetter>> MemoryStore::letter(DeadLetterId id) {
  const std::lock_guard lock(mutex_);
  co_return dead_letter_of(ledger_, id);
}

task<result<Revived>> MemoryStore::revive(DeadLetterId id) {
  const std::lock_guard lock(mutex_);
  auto revived = ledger_.revive(id, epoch_);
  if (revived && revived->message) assign_to_leaseholder(revived->message->conversation());
  if (revived && !revived->deliveries.empty()) {
    assign_to_leaseholder(revived->deliveries.front().conversation());
  }
  co_return revived;
}

task<result<void>> MemoryStore::purge(DeadLetterId id) {
  const std::lock_guard lock(mutex_);
  co_return ledger_.purge(id);
}

task<result<std::vector<HistoryLine>>> MemoryStore::recent(ConversationKey conversation,
                                                           int limit) {
  const std::lock_guard lock(mutex_);
  co_return notebook_.history(conversation, limit);
}

task<result<void>> MemoryStore::clear(ConversationKey conversation) {
  Batch batch;
  batch.clears.push_back({std::move(conversation)});
  co_return write_now(batch);
}

class MemoryStore::Space final : public KeyValue {
 public:
  Space(MemoryStore& store, std::string name) : KeyValue(std::move(name)), store_(store) {}

  task<result<std::optional<std::string>>> get(std::string key) override {
    const std::lock_guard lock(store_.mutex_);
    co_return store_.notebook_.get(space(), key, store_.expiry_clock_.now());
  }

  task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                int limit) override {
    const std::lock_guard lock(store_.mutex_);
    co_return store_.notebook_.scan(space(), prefix, after, limit, store_.expiry_clock_.now());
  }

  task<result<void>> transact(KeyValueTransaction transaction) override {
    const std::lock_guard lock(store_.mutex_);
    const WallTime now = store_.expiry_clock_.now();
    auto done = store_.notebook_.transact(space(), std::move(transaction), now);
    if (!done && done.error().kind == ErrorKind::unavailable) store_.rejected_.add();
    co_return done;
  }

 private:
  MemoryStore& store_;
};

std::unique_ptr<KeyValue> MemoryStore::kv(std::string space) {
  return std::make_unique<Space>(*this, std::move(space));
}

void MemoryStore::inspect(const std::function<void(const Ledger&, const Notebook&)>& look) {
  const std::lock_guard lock(mutex_);
  look(ledger_, notebook_);
}

result<void> MemoryStore::write_now(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  auto allowed = notebook_.may_apply(batch, expiry_clock_.now());
  if (allowed) {
    notebook_.apply(batch);
  } else {
    rejected_.add();
  }
  return allowed;
}

task<result<void>> MemoryStore::write(Batch batch) { co_return write_now(batch); }

task<result<std::vector<UsageRow>>> MemoryStore::rows(std::string user, Day first, Day last) {
  const std::lock_guard lock(mutex_);
  co_return notebook_.usage(user, first, last);
}

task<result<std::vector<UsageRow>>> MemoryStore::by_user(Day first, Day last, int limit) {
  const std::lock_guard lock(mutex_);
  co_return notebook_.usage_by_user(first, last, limit);
}

task<result<Person>> MemoryStore::find_person(std::string channel, std::string address) {
  const std::lock_guard lock(mutex_);
  co_return notebook_.find_person(channel, address);
}

task<result<PersonPage>> MemoryStore::page(Person who, std::string after, int limit) {
  PersonPage all;
  {
    const std::lock_guard lock(mutex_);
    add_person_rows(ledger_, who, all);
    notebook_.show(who, all);
  }
  co_return page_of(all, after, limit);
}

task<result<PersonCounts>> MemoryStore::erase(Person who, EraseExcept except) {
  const std::lock_guard lock(mutex_);
  PersonCounts counts;
  erase_person_rows(ledger_, who, except.message, counts);
  notebook_.erase(who, except, counts);
  co_return counts;
}

result<std::unique_ptr<Store>> make_store(StoreContext& context, Settings settings) {
  return std::unique_ptr<Store>(std::make_unique<MemoryStore>(context, read_options(settings)));
}

}  // namespace yak::memory
