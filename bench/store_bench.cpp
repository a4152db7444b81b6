// SPDX-License-Identifier: Apache-2.0
// The store's operations for one message: accept, commit with history, usage and one delivery,
// update.
//
// Build and run (the temporary folder must be on the file system to measure; a tmpfs has no fsync):
//   cmake --preset bench && cmake --build --preset bench --target store_bench
//   TMPDIR=/var/tmp build/bench/bin/store_bench
//
// To compare two of them, let them take turns:
//   … --benchmark_filter='message_full|plain_log' --benchmark_repetitions=10
//     --benchmark_enable_random_interleaving
//
// The counter `caller` of a run is the number of coroutines; `cpu_us` is the CPU time of the whole
// process for one message: the callers' loop and the store's threads.

#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "memory/memory_store.hpp"
#include "memory/options.hpp"
#include "sqlite/file/log_vfs.hpp"
#include "sqlite/options.hpp"
#include "sqlite/sqlite_store.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak {
namespace {

namespace asio = boost::asio;

/// Counters with about the cost of real ones.
class IdleMetrics final : public Metrics {
 public:
  Counter& counter(const std::string&, const std::string&, const Labels&) override {
    return counter_;
  }
  Gauge& gauge(const std::string&, const std::string&, const Labels&) override { return gauge_; }
  Histogram& histogram(const std::string&, const std::string&, const std::vector<double>&,
                       const Labels&) override {
    return histogram_;
  }

 private:
  struct IdleCounter final : Counter {
    void add(double amount) override { benchmark::DoNotOptimize(amount); }
  };
  struct IdleGauge final : Gauge {
    void set(double value) override { benchmark::DoNotOptimize(value); }
    void add(double amount) override { benchmark::DoNotOptimize(amount); }
  };
  struct IdleHistogram final : Histogram {
    void observe(double value) override { benchmark::DoNotOptimize(value); }
  };
  IdleCounter counter_;
  IdleGauge gauge_;
  IdleHistogram histogram_;
};

/// A temporary folder, removed by the destructor.
class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "yak-bench-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A random id as Twilio's, so that the index is accessed at random positions.
std::string random_sid(std::uint64_t number) {
  const std::uint64_t mixed = number * 0x9e3779b97f4a7c15U;
  char text[36];
  std::snprintf(text, sizeof text, "SM%016llx%016llx", static_cast<unsigned long long>(mixed),
                static_cast<unsigned long long>(~mixed));
  return text;
}

Message make_message(std::uint64_t number) {
  Message message;
  message.channel = "whatsapp";
  message.external_id = random_sid(number);
  message.peer = "+1555" + std::to_string(1'000'000 + number % 1000);
  message.sender = message.peer;
  message.sender_name = "Ada Lovelace";
  message.to = "+14155238886";
  message.raw_text =
      "What is the tallest mountain in Austria, and how long does it take to climb it?";
  message.text = message.raw_text;
  message.payload.assign(800, 'x');
  return message;
}

TurnCommit make_commit(const Message& message, MessageId id) {
  TurnCommit commit;
  commit.message = id;
  Delivery delivery;
  delivery.channel = message.channel;
  delivery.peer = message.peer;
  delivery.from = message.to;
  delivery.in_reply_to = message.external_id;
  delivery.content.text.assign(300, 'a');
  delivery.state = DeliveryState::sending;
  commit.writes.appends.push_back({message.conversation(), {Role::user, message.text, {}}});
  commit.writes.appends.push_back(
      {message.conversation(), {Role::assistant, delivery.content.text, {}}});
  UsageRow usage;
  usage.user = message.user();
  usage.model = "openai/gpt-4o-mini";
  usage.day = 20000;
  usage.messages = 1;
  commit.writes.usage.push_back(std::move(usage));
  commit.deliveries.push_back(std::move(delivery));
  return commit;
}

enum class Scope { accept, whole };

task<void> send_one(Store& store, std::uint64_t number, Scope scope) {
  const Message message = make_message(number);
  const auto accepted = co_await store.journal().accept(message);
  if (scope == Scope::accept) co_return;
  TurnCommit commit = make_commit(message, accepted.value().id);
  const auto committed = co_await store.journal().commit(std::move(commit));
  DeliveryUpdate update(committed.value().front(), DeliveryState::sent);
  update.receipt = random_sid(~number);
  const auto updated = co_await store.journal().update(std::move(update));
  updated.value();
}

task<void> caller(Store& store, std::uint64_t& next, int messages, Scope scope) {
  for (int i = 0; i < messages; ++i) co_await send_one(store, ++next, scope);
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(benchmark::State& state, Store& store, Scope scope) {
  const int callers = static_cast<int>(state.range(0));
  const int each = 6400 / callers / (callers == 1 ? 8 : 1);
  if (!store.open()) throw std::runtime_error("the store does not open");
  std::uint64_t next = 0;
  const double before = cpu_seconds();
  for (auto _ : state) {
    asio::io_context loop(1);
    for (int i = 0; i < callers; ++i) {
      asio::co_spawn(loop, caller(store, next, each, scope), asio::detached);
    }
    loop.run();
  }
  const double cpu = cpu_seconds() - before;
  store.close();
  state.SetItemsProcessed(static_cast<std::int64_t>(next));
  state.counters["cpu_us"] = cpu * 1e6 / static_cast<double>(next);
}

void sqlite_store(benchmark::State& state, Scope scope, const char* synchronous) {
  const Folder folder;
  testing::RecordingLog log;
  IdleMetrics metrics;
  testing::ManualClock clock;
  StoreContext context{log, metrics, clock, folder.path()};
  testing::SettingsBuilder settings(sqlite::schema());
  settings.text("synchronous", synchronous);
  const auto store = sqlite::make_store(context, settings.build());
  measure(state, *store.value(), scope);
}

void memory_store(benchmark::State& state, Scope scope) {
  testing::RecordingLog log;
  IdleMetrics metrics;
  testing::ManualClock clock;
  StoreContext context{log, metrics, clock, {}};
  const auto store =
      memory::make_store(context, testing::SettingsBuilder(memory::schema()).build());
  measure(state, *store.value(), scope);
}

/// A file system named like the store's own that gathers nothing, while it lives.
class PlainLog {
 public:
  PlainLog() : vfs_(*sqlite3_vfs_find(nullptr)) {
    if (own_ == nullptr && sqlite::use_log_vfs()) own_ = sqlite3_vfs_find(sqlite::kLogVfs);
    sqlite3_vfs_unregister(own_);
    vfs_.zName = sqlite::kLogVfs;
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~PlainLog() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(own_, 0);
  }
  PlainLog(const PlainLog&) = delete;
  PlainLog& operator=(const PlainLog&) = delete;

 private:
  static inline sqlite3_vfs* own_ = nullptr;
  sqlite3_vfs vfs_;
};

/// As `message_full`, without `log_vfs`: what that saves.
void sqlite_store_with_plain_log(benchmark::State& state) {
  const PlainLog log;
  sqlite_store(state, Scope::whole, "full");
}

void shape(benchmark::internal::Benchmark* bench) {
  bench->ArgName("callers")->Arg(1)->Arg(64)->Arg(512)->UseRealTime()->MinTime(2);
}

BENCHMARK_CAPTURE(sqlite_store, accept_full, Scope::accept, "full")->Apply(shape);
BENCHMARK_CAPTURE(sqlite_store, message_full, Scope::whole, "full")->Apply(shape);
BENCHMARK(sqlite_store_with_plain_log)->Apply(shape);
BENCHMARK_CAPTURE(sqlite_store, message_normal, Scope::whole, "normal")->Apply(shape);
BENCHMARK_CAPTURE(memory_store, message, Scope::whole)->Apply(shape);

}  // namespace
}  // namespace yak

BENCHMARK_MAIN();
