// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/metered_store.hpp"

#include <array>
#include <utility>

namespace yak::observe {
namespace {

/// Seconds: from a lookup in memory to a disk that needs seconds for one write.
const std::vector<double>& bounds() {
  static const std::vector<double> kBounds{0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                           0.05,    0.1,    0.25,  0.5,    1,     2.5,  10};
  return kBounds;
}

Histogram& seconds_of(Metrics& metrics, const char* operation) {
  return metrics.histogram("yak_store_seconds",
                           "Time of a store operation, from the call to its answer", bounds(),
                           {{"operation", operation}});
}

/// Errors that count as failures of the store. A caller's mistakes and answers such as "not found"
/// do not.
constexpr std::array<ErrorKind, 4> kFailures{ErrorKind::unavailable, ErrorKind::timeout,
                                             ErrorKind::too_large, ErrorKind::internal};

}  // namespace

struct MeteredStore::Meters {
  explicit Meters(Metrics& metrics)
      : check(seconds_of(metrics, "check")),
        stats(seconds_of(metrics, "stats")),
        accept(seconds_of(metrics, "accept")),
        commit(seconds_of(metrics, "commit")),
        update(seconds_of(metrics, "update")),
        report(seconds_of(metrics, "report")),
        resume(seconds_of(metrics, "resume")),
        dead_letters(seconds_of(metrics, "dead_letters")),
        trace(seconds_of(metrics, "trace")),
        history(seconds_of(metrics, "history")),
        get(seconds_of(metrics, "get")),
        list(seconds_of(metrics, "list")),
        write(seconds_of(metrics, "write")),
        usage(seconds_of(metrics, "usage")),
        person(seconds_of(metrics, "person")) {
    for (std::size_t i = 0; i < kFailures.size(); ++i) {
      failures.at(i) =
          &metrics.counter("yak_store_failures_total", "Failed store operations by kind of error",
                           {{"kind", std::string(to_string(kFailures.at(i)))}});
    }
  }

  void note(ErrorKind kind) {
    for (std::size_t i = 0; i < kFailures.size(); ++i) {
      if (kFailures.at(i) == kind) failures.at(i)->add();
    }
  }

  Histogram& check;
  Histogram& stats;
  Histogram& accept;
  Histogram& commit;
  Histogram& update;
  Histogram& report;
  Histogram& resume;
  Histogram& dead_letters;
  Histogram& trace;
  Histogram& history;
  Histogram& get;
  Histogram& list;
  Histogram& write;
  Histogram& usage;
  Histogram& person;
  std::array<Counter*, kFailures.size()> failures{};
};

template <class T>
task<result<T>> MeteredStore::measured(Histogram& seconds, task<result<T>> work) {
  const MonotonicTime began = clock_.monotonic();
  result<T> answer = co_await std::move(work);
  seconds.observe(std::chrono::duration<double>(clock_.monotonic() - began).count());
  if (!answer) meters_->note(answer.error().kind);
  co_return answer;
}

MeteredStore::MeteredStore(std::unique_ptr<Store> store, Clock& clock, Metrics& metrics)
    : store_(std::move(store)), clock_(clock), meters_(std::make_unique<Meters>(metrics)) {}

MeteredStore::~MeteredStore() = default;

result<void> MeteredStore::open() { return store_->open(); }

void MeteredStore::close() { store_->close(); }

std::vector<Diagnosis> MeteredStore::diagnose() { return store_->diagnose(); }

task<result<void>> MeteredStore::check() { return measured(meters_->check, store_->check()); }

task<result<StoreStats>> MeteredStore::stats() { return measured(meters_->stats, store_->stats()); }

task<result<Store::AcceptResult>> MeteredStore::accept(const Message& message) {
  return measured(meters_->accept, store_->accept(message));
}

task<result<std::vector<DeliveryId>>> MeteredStore::commit(TurnCommit commit) {
  return measured(meters_->commit, store_->commit(std::move(commit)));
}

task<result<void>> MeteredStore::update(DeliveryUpdate change) {
  return measured(meters_->update, store_->update(std::move(change)));
}

task<result<void>> MeteredStore::update_all(std::vector<DeliveryUpdate> changes) {
  return measured(meters_->update, store_->update_all(std::move(changes)));
}

task<result<ReportResult>> MeteredStore::report(const ReceiptUpdate& report) {
  return measured(meters_->report, store_->report(report));
}

task<result<DeliveryId>> MeteredStore::find_receipt(std::string channel, std::string receipt) {
  return measured(meters_->get, store_->find_receipt(std::move(channel), std::move(receipt)));
}

task<result<std::optional<WallTime>>> MeteredStore::last_message(ConversationKey conversation) {
  return measured(meters_->get, store_->last_message(std::move(conversation)));
}

task<result<std::vector<Message>>> MeteredStore::resume_messages(MessageId after, int limit) {
  return measured(meters_->resume, store_->resume_messages(after, limit));
}

task<result<std::vector<Delivery>>> MeteredStore::resume_deliveries(DeliveryId after, int limit) {
  return measured(meters_->resume, store_->resume_deliveries(after, limit));
}

task<result<void>> MeteredStore::blame(std::vector<MessageId> messages, int points) {
  return measured(meters_->write, store_->blame(std::move(messages), points));
}

task<result<void>> MeteredStore::shift_times(std::chrono::milliseconds by) {
  return measured(meters_->write, store_->shift_times(by));
}

task<result<std::vector<DeadLetter>>> MeteredStore::dead_letters(DeadLetterId after, int limit) {
  return measured(meters_->dead_letters, store_->dead_letters(after, limit));
}

task<result<DeadLetter>> MeteredStore::dead_letter(DeadLetterId id) {
  return measured(meters_->dead_letters, store_->dead_letter(id));
}

task<result<Revived>> MeteredStore::revive(DeadLetterId id) {
  return measured(meters_->dead_letters, store_->revive(id));
}

task<result<void>> MeteredStore::purge(DeadLetterId id) {
  return measured(meters_->dead_letters, store_->purge(id));
}

task<result<MessageTrace>> MeteredStore::trace(std::string id) {
  return measured(meters_->trace, store_->trace(std::move(id)));
}

task<result<std::vector<HistoryLine>>> MeteredStore::history(ConversationKey conversation,
                                                             int limit) {
  return measured(meters_->history, store_->history(std::move(conversation), limit));
}

task<result<std::optional<std::string>>> MeteredStore::get(std::string space, std::string key) {
  return measured(meters_->get, store_->get(std::move(space), std::move(key)));
}

task<result<std::vector<Store::KeyValue>>> MeteredStore::list(std::string space, int limit) {
  return measured(meters_->list, store_->list(std::move(space), limit));
}

task<result<void>> MeteredStore::write(Batch batch) {
  return measured(meters_->write, store_->write(std::move(batch)));
}

task<result<std::vector<UsageRow>>> MeteredStore::usage(std::string user, Day first, Day last) {
  return measured(meters_->usage, store_->usage(std::move(user), first, last));
}

task<result<std::vector<UsageRow>>> MeteredStore::usage_by_user(Day first, Day last, int limit) {
  return measured(meters_->usage, store_->usage_by_user(first, last, limit));
}

task<result<Person>> MeteredStore::find_person(std::string channel, std::string address) {
  return measured(meters_->person, store_->find_person(std::move(channel), std::move(address)));
}

task<result<PersonPage>> MeteredStore::person(Person who, std::string after, int limit) {
  return measured(meters_->person, store_->person(std::move(who), std::move(after), limit));
}

task<result<PersonCounts>> MeteredStore::erase(Person who, EraseExcept except) {
  return measured(meters_->person, store_->erase(std::move(who), std::move(except)));
}

}  // namespace yak::observe
