// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_store.hpp"

#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>

#include "memory/memory_store.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/recording_log.hpp"

namespace yak::testing {
namespace {

/// Stays at the beginning of both times. A store in memory never sleeps.
class StoppedClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return {}; }
  [[nodiscard]] MonotonicTime monotonic() const override { return {}; }
  task<void> sleep(std::chrono::milliseconds /*span*/) override { co_return; }
  [[nodiscard]] std::unique_ptr<Alarm> set_alarm(Executor /*loop*/, MonotonicTime /*when*/,
                                                 std::function<void()> /*ring*/) override {
    return nullptr;
  }
};

memory::Options keeping_content() {
  memory::Options options;
  options.ledger.keeps_finished = true;
  return options;
}

}  // namespace

struct FakeStore::Engine {
  explicit Engine(Clock* clock)
      : context{log, metrics, clock == nullptr ? stopped : *clock, {}},
        store(context, keeping_content()) {
    (void)store.open();
  }

  [[nodiscard]] std::optional<error> failure_now() {
    const std::lock_guard lock(mutex);
    return failure;
  }
  /// Runs `call`, unless calls are to fail when this task begins.
  template <class T>
  task<result<T>> run(task<result<T>> call) {
    if (const std::optional<error> injected = failure_now()) co_return *injected;
    co_return co_await std::move(call);
  }

  StoppedClock stopped;
  RecordingLog log;
  CountingMetrics metrics;
  StoreContext context;
  memory::MemoryStore store;

  std::mutex mutex;
  std::optional<error> failure;
  int gets = 0;
  int updates = 0;
};

FakeStore::FakeStore() : engine_(std::make_unique<Engine>(nullptr)) {}
FakeStore::FakeStore(Clock& clock) : engine_(std::make_unique<Engine>(&clock)) {}
FakeStore::~FakeStore() = default;

result<void> FakeStore::open() { return engine_->store.open(); }

class FakeStore::Space final : public KeyValue {
 public:
  Space(Engine& engine, const std::string& name)
      : KeyValue(name), engine_(engine), keys_(engine.store.kv(name)) {}

  task<result<std::optional<std::string>>> get(std::string key) override {
    {
      const std::lock_guard lock(engine_.mutex);
      ++engine_.gets;
    }
    co_return co_await engine_.run(keys_->get(std::move(key)));
  }
  task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                int limit) override {
    return engine_.run(keys_->scan(std::move(prefix), std::move(after), limit));
  }
  task<result<void>> transact(KeyValueTransaction transaction) override {
    return engine_.run(keys_->transact(std::move(transaction)));
  }

 private:
  Engine& engine_;
  std::unique_ptr<KeyValue> keys_;
};

std::unique_ptr<KeyValue> FakeStore::kv(std::string space) {
  return std::make_unique<Space>(*engine_, space);
}

Epoch FakeStore::epoch() const noexcept { return engine_->store.journal().epoch(); }

task<result<Epoch>> FakeStore::take_epoch() {
  return engine_->run(engine_->store.journal().take_epoch());
}

task<result<Lease>> FakeStore::claim(ConversationKey conversation, Epoch epoch,
                                     std::chrono::milliseconds span) {
  return engine_->run(engine_->store.journal().claim(std::move(conversation), epoch, span));
}

task<result<Lease>> FakeStore::renew(Lease lease, std::chrono::milliseconds span) {
  return engine_->run(engine_->store.journal().renew(std::move(lease), span));
}

task<result<AcceptResult>> FakeStore::accept(const Message& message) {
  return engine_->run(engine_->store.journal().accept(message));
}

task<result<void>> FakeStore::step(JournalStep step) {
  return engine_->run(engine_->store.journal().step(std::move(step)));
}

task<result<std::vector<JournalStep>>> FakeStore::steps(MessageId message) {
  return engine_->run(engine_->store.journal().steps(message));
}

task<result<std::vector<DeliveryId>>> FakeStore::commit(TurnCommit commit) {
  return engine_->run(engine_->store.journal().commit(std::move(commit)));
}

task<result<void>> FakeStore::write(Batch batch) {
  return engine_->run(engine_->store.journal().write(std::move(batch)));
}

task<result<void>> FakeStore::update(std::vector<DeliveryUpdate> changes) {
  {
    const std::lock_guard lock(engine_->mutex);
    ++engine_->updates;
  }
  co_return co_await engine_->run(engine_->store.journal().update(std::move(changes)));
}

task<result<ReportResult>> FakeStore::report(const ReceiptUpdate& report) {
  return engine_->run(engine_->store.journal().report(report));
}

task<result<std::vector<Message>>> FakeStore::resume_messages(MessageId after, int limit) {
  return engine_->run(engine_->store.journal().resume_messages(after, limit));
}

task<result<std::vector<Delivery>>> FakeStore::resume_deliveries(DeliveryId after, int limit) {
  return engine_->run(engine_->store.journal().resume_deliveries(after, limit));
}

task<result<DeliveryId>> FakeStore::find_receipt(std::string channel, std::string receipt) {
  return engine_->run(
      engine_->store.journal_reader().find_receipt(std::move(channel), std::move(receipt)));
}

task<result<std::optional<WallTime>>> FakeStore::last_message(ConversationKey conversation) {
  return engine_->run(engine_->store.journal_reader().last_message(std::move(conversation)));
}

task<result<MessageReport>> FakeStore::message_report(std::string id) {
  return engine_->run(engine_->store.journal_reader().message_report(std::move(id)));
}

task<result<std::vector<DeadLetter>>> FakeStore::letters(DeadLetterId after, int limit) {
  return engine_->run(engine_->store.dead_letters().letters(after, limit));
}

task<result<DeadLetter>> FakeStore::letter(DeadLetterId id) {
  return engine_->run(engine_->store.dead_letters().letter(id));
}

task<result<Revived>> FakeStore::revive(DeadLetterId id) {
  return engine_->run(engine_->store.dead_letters().revive(id));
}

task<result<void>> FakeStore::purge(DeadLetterId id) {
  return engine_->run(engine_->store.dead_letters().purge(id));
}

task<result<std::vector<HistoryLine>>> FakeStore::recent(ConversationKey conversation, int limit) {
  return engine_->run(engine_->store.history().recent(std::move(conversation), limit));
}

task<result<void>> FakeStore::clear(ConversationKey conversation) {
  return engine_->run(engine_->store.history().clear(std::move(conversation)));
}

task<result<std::vector<UsageRow>>> FakeStore::rows(std::string user, Day first, Day last) {
  return engine_->run(engine_->store.usage().rows(std::move(user), first, last));
}

task<result<std::vector<UsageRow>>> FakeStore::by_user(Day first, Day last, int limit) {
  return engine_->run(engine_->store.usage().by_user(first, last, limit));
}

task<result<Person>> FakeStore::find_person(std::string channel, std::string address) {
  return engine_->run(engine_->store.people().find_person(std::move(channel), std::move(address)));
}

task<result<PersonPage>> FakeStore::page(Person who, std::string after, int limit) {
  return engine_->run(engine_->store.people().page(std::move(who), std::move(after), limit));
}

task<result<PersonCounts>> FakeStore::erase(Person who, EraseExcept except) {
  return engine_->run(engine_->store.people().erase(std::move(who), std::move(except)));
}

task<result<void>> FakeStore::check() { return engine_->run(engine_->store.maintenance().check()); }

task<result<StoreStats>> FakeStore::stats() {
  return engine_->run(engine_->store.maintenance().stats());
}

task<result<void>> FakeStore::add_suspicion(std::vector<MessageId> messages, int points) {
  return engine_->run(engine_->store.maintenance().add_suspicion(std::move(messages), points));
}

task<result<void>> FakeStore::shift_times(std::chrono::milliseconds by) {
  return engine_->run(engine_->store.maintenance().shift_times(by));
}

void FakeStore::fail_with(std::optional<error> failure) {
  const std::lock_guard lock(engine_->mutex);
  engine_->failure = std::move(failure);
}

int FakeStore::gets() const {
  const std::lock_guard lock(engine_->mutex);
  return engine_->gets;
}

int FakeStore::updates() const {
  const std::lock_guard lock(engine_->mutex);
  return engine_->updates;
}

std::vector<Message> FakeStore::messages() const {
  std::vector<Message> messages;
  engine_->store.inspect([&](const memory::Ledger& ledger, const memory::Notebook& /*notes*/) {
    for (const auto& [id, row] : ledger.messages().rows()) messages.push_back(row.message);
  });
  std::ranges::sort(messages, {}, &Message::id);
  return messages;
}

std::vector<Delivery> FakeStore::deliveries() const {
  std::vector<Delivery> deliveries;
  engine_->store.inspect([&](const memory::Ledger& ledger, const memory::Notebook& /*notes*/) {
    for (const auto& [id, row] : ledger.deliveries().rows()) deliveries.push_back(row.delivery);
  });
  std::ranges::sort(deliveries, {}, &Delivery::id);
  return deliveries;
}

std::optional<MessageState> FakeStore::state_of(MessageId id) const {
  std::optional<MessageState> state;
  engine_->store.inspect([&](const memory::Ledger& ledger, const memory::Notebook& /*notes*/) {
    if (const memory::MessageRow* row = ledger.messages().find(id)) state = row->state;
  });
  return state;
}

std::optional<std::string> FakeStore::value(const std::string& space,
                                            const std::string& key) const {
  std::optional<std::string> value;
  const WallTime now = engine_->context.clock.now();
  engine_->store.inspect([&](const memory::Ledger& /*ledger*/, const memory::Notebook& notes) {
    value = notes.get(space, key, now);
  });
  return value;
}

void FakeStore::put(const std::string& space, const std::string& key, const std::string& value) {
  Batch batch;
  kv(space)->put_with(batch, key, value).value();
  apply(batch);
}

void FakeStore::apply(const Batch& batch) { (void)engine_->store.write_now(batch); }

}  // namespace yak::testing
