// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/metered_store.hpp"

#include <array>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "base/async/deadline.hpp"
#include "base/async/ready.hpp"
#include "base/exception_text.hpp"

namespace yak::observe {
namespace {

/// Seconds: from a lookup in memory to a disk that needs seconds for one write.
const std::vector<double>& bounds() {
  static const std::vector<double> kBounds{0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                           0.05,    0.1,    0.25,  0.5,    1,     2.5,  10};
  return kBounds;
}

/// Errors that count as failures of the store. A caller's mistakes and answers such as "not found"
/// do not.
constexpr std::array<ErrorKind, 4> kFailures{ErrorKind::unavailable, ErrorKind::timeout,
                                             ErrorKind::too_large, ErrorKind::internal};

}  // namespace

struct MeteredStore::Operation {
  Operation(Metrics& metrics, const char* name)
      : name(name),
        seconds(metrics.histogram("yak_store_seconds",
                                  "Time of a store operation, from the call to its answer",
                                  bounds(), {{"operation", name}})) {}

  const char* name;
  Histogram& seconds;
};

struct MeteredStore::Meters {
  explicit Meters(Metrics& metrics)
      : check(metrics, "check"),
        stats(metrics, "stats"),
        lease(metrics, "lease"),
        accept(metrics, "accept"),
        step(metrics, "step"),
        commit(metrics, "commit"),
        update(metrics, "update"),
        report(metrics, "report"),
        resume(metrics, "resume"),
        dead_letters(metrics, "dead_letters"),
        trace(metrics, "trace"),
        history(metrics, "history"),
        get(metrics, "get"),
        list(metrics, "list"),
        write(metrics, "write"),
        usage(metrics, "usage"),
        person(metrics, "person") {
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

  Operation check;
  Operation stats;
  Operation lease;
  Operation accept;
  Operation step;
  Operation commit;
  Operation update;
  Operation report;
  Operation resume;
  Operation dead_letters;
  Operation trace;
  Operation history;
  Operation get;
  Operation list;
  Operation write;
  Operation usage;
  Operation person;
  std::array<Counter*, kFailures.size()> failures{};
};

template <class T>
task<result<T>> MeteredStore::await_answer(Operation& operation, task<result<T>> work) {
  const MonotonicTime began = clock_.monotonic();
  std::exception_ptr thrown;
  result<T> answer = error(ErrorKind::internal, "");
  try {
    answer = co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  operation.seconds.observe(std::chrono::duration<double>(clock_.monotonic() - began).count());
  const auto caller = co_await boost::asio::this_coro::cancellation_state;
  const bool was_canceled = caller.cancelled() != boost::asio::cancellation_type::none;
  if (thrown && was_canceled && base::is_cancellation(thrown)) std::rethrow_exception(thrown);
  if (thrown) answer = error_of(operation.name, thrown);
  if (!answer) meters_->note(answer.error().kind);
  co_return answer;
}

template <class Call>
std::invoke_result_t<Call> MeteredStore::measured(Operation& operation, Call call) {
  try {
    return await_answer(operation, call());
  } catch (...) {
    const error failure = error_of(operation.name, std::current_exception());
    meters_->note(failure.kind);
    using Answer = typename std::invoke_result_t<Call>::value_type;
    return base::ready<Answer>(failure);
  }
}

error MeteredStore::error_of(const char* operation, const std::exception_ptr& thrown) {
  const std::string what = "threw: " + base::exception_text(thrown);
  log_.error("a plugin has a bug", {{"plugin", plugin_}, {"operation", operation}, {"bug", what}});
  return {ErrorKind::internal, "the store " + what};
}

MeteredStore::MeteredStore(std::unique_ptr<Store> store, std::string plugin, Clock& clock,
                           Metrics& metrics, Logger& log)
    : store_(std::move(store)),
      plugin_(std::move(plugin)),
      clock_(clock),
      log_(log),
      meters_(std::make_unique<Meters>(metrics)) {}

MeteredStore::~MeteredStore() = default;

result<void> MeteredStore::open() { return store_->open(); }

void MeteredStore::close() { store_->close(); }

task<result<void>> MeteredStore::check() {
  return measured(meters_->check, [&] { return store_->maintenance().check(); });
}

result<void> MeteredStore::backup(const std::string& file) {
  try {
    return store_->maintenance().backup(file);
  } catch (...) {
    return error_of("backup", std::current_exception());
  }
}

task<result<StoreStats>> MeteredStore::stats() {
  return measured(meters_->stats, [&] { return store_->maintenance().stats(); });
}

task<result<Epoch>> MeteredStore::take_epoch() {
  return measured(meters_->lease, [&] { return store_->journal().take_epoch(); });
}

task<result<Lease>> MeteredStore::claim(ConversationKey conversation, Epoch epoch,
                                        std::chrono::milliseconds span) {
  return measured(meters_->lease,
                  [&] { return store_->journal().claim(std::move(conversation), epoch, span); });
}

task<result<Lease>> MeteredStore::renew(Lease lease, std::chrono::milliseconds span) {
  return measured(meters_->lease, [&] { return store_->journal().renew(std::move(lease), span); });
}

task<result<Journal::AcceptResult>> MeteredStore::accept(const Message& message) {
  return measured(meters_->accept, [&] { return store_->journal().accept(message); });
}

task<result<void>> MeteredStore::step(JournalStep step) {
  return measured(meters_->step, [&] { return store_->journal().step(std::move(step)); });
}

task<result<std::vector<JournalStep>>> MeteredStore::steps(MessageId message) {
  return measured(meters_->resume, [&] { return store_->journal().steps(message); });
}

task<result<std::vector<DeliveryId>>> MeteredStore::commit(TurnCommit commit) {
  return measured(meters_->commit, [&] { return store_->journal().commit(std::move(commit)); });
}

task<result<void>> MeteredStore::update(std::vector<DeliveryUpdate> changes) {
  return measured(meters_->update, [&] { return store_->journal().update(std::move(changes)); });
}

task<result<ReportResult>> MeteredStore::report(const ReceiptUpdate& report) {
  return measured(meters_->report, [&] { return store_->journal().report(report); });
}

task<result<DeliveryId>> MeteredStore::find_receipt(std::string channel, std::string receipt) {
  return measured(meters_->get, [&] {
    return store_->journal_reader().find_receipt(std::move(channel), std::move(receipt));
  });
}

task<result<std::optional<WallTime>>> MeteredStore::last_message(ConversationKey conversation) {
  return measured(meters_->get,
                  [&] { return store_->journal_reader().last_message(std::move(conversation)); });
}

task<result<std::vector<Message>>> MeteredStore::resume_messages(MessageId after, int limit) {
  return measured(meters_->resume, [&] { return store_->journal().resume_messages(after, limit); });
}

task<result<std::vector<Delivery>>> MeteredStore::resume_deliveries(DeliveryId after, int limit) {
  return measured(meters_->resume,
                  [&] { return store_->journal().resume_deliveries(after, limit); });
}

task<result<void>> MeteredStore::add_suspicion(std::vector<MessageId> messages, int points) {
  return measured(meters_->write,
                  [&] { return store_->maintenance().add_suspicion(std::move(messages), points); });
}

task<result<void>> MeteredStore::shift_times(std::chrono::milliseconds by) {
  return measured(meters_->write, [&] { return store_->maintenance().shift_times(by); });
}

task<result<std::vector<DeadLetter>>> MeteredStore::letters(DeadLetterId after, int limit) {
  return measured(meters_->dead_letters,
                  [&] { return store_->dead_letters().letters(after, limit); });
}

task<result<DeadLetter>> MeteredStore::letter(DeadLetterId id) {
  return measured(meters_->dead_letters, [&] { return store_->dead_letters().letter(id); });
}

task<result<Revived>> MeteredStore::revive(DeadLetterId id) {
  return measured(meters_->dead_letters, [&] { return store_->dead_letters().revive(id); });
}

task<result<void>> MeteredStore::purge(DeadLetterId id) {
  return measured(meters_->dead_letters, [&] { return store_->dead_letters().purge(id); });
}

task<result<MessageReport>> MeteredStore::message_report(std::string id) {
  return measured(meters_->trace,
                  [&] { return store_->journal_reader().message_report(std::move(id)); });
}

task<result<std::vector<HistoryLine>>> MeteredStore::recent(ConversationKey conversation,
                                                            int limit) {
  return measured(meters_->history,
                  [&] { return store_->history().recent(std::move(conversation), limit); });
}

task<result<void>> MeteredStore::clear(ConversationKey conversation) {
  return measured(meters_->write, [&] { return store_->history().clear(std::move(conversation)); });
}

/// The keys of one space, measured.
class MeteredStore::Space final : public KeyValue {
 public:
  Space(MeteredStore& owner, const std::string& name)
      : KeyValue(name), owner_(owner), keys_(owner.store_->kv(name)) {}

  task<result<std::optional<std::string>>> get(std::string key) override {
    return owner_.measured(owner_.meters_->get, [&] { return keys_->get(std::move(key)); });
  }
  task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                int limit) override {
    return owner_.measured(owner_.meters_->list,
                           [&] { return keys_->scan(std::move(prefix), std::move(after), limit); });
  }
  task<result<void>> transact(KeyValueTransaction transaction) override {
    return owner_.measured(owner_.meters_->write,
                           [&] { return keys_->transact(std::move(transaction)); });
  }

 private:
  MeteredStore& owner_;
  std::unique_ptr<KeyValue> keys_;
};

std::unique_ptr<KeyValue> MeteredStore::kv(std::string space) {
  return std::make_unique<Space>(*this, space);
}

task<result<void>> MeteredStore::write(Batch batch) {
  return measured(meters_->write, [&] { return store_->journal().write(std::move(batch)); });
}

task<result<std::vector<UsageRow>>> MeteredStore::rows(std::string user, Day first, Day last) {
  return measured(meters_->usage,
                  [&] { return store_->usage().rows(std::move(user), first, last); });
}

task<result<std::vector<UsageRow>>> MeteredStore::by_user(Day first, Day last, int limit) {
  return measured(meters_->usage, [&] { return store_->usage().by_user(first, last, limit); });
}

task<result<Person>> MeteredStore::find_person(std::string channel, std::string address) {
  return measured(meters_->person, [&] {
    return store_->people().find_person(std::move(channel), std::move(address));
  });
}

task<result<PersonPage>> MeteredStore::page(Person who, std::string after, int limit) {
  return measured(meters_->person,
                  [&] { return store_->people().page(std::move(who), std::move(after), limit); });
}

task<result<PersonCounts>> MeteredStore::erase(Person who, EraseExcept except) {
  return measured(meters_->person,
                  [&] { return store_->people().erase(std::move(who), std::move(except)); });
}

}  // namespace yak::observe
