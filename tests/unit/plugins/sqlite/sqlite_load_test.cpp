// SPDX-License-Identifier: Apache-2.0
// The SQLite store when it cannot keep up, or cannot write.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <latch>

#include "sqlite/database/database.hpp"
#include "store_contract/callers.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using ::testing::HasSubstr;

class SqliteLoad : public ::testing::Test {
 protected:
  testing::SettingsBuilder settings() { return testing::SettingsBuilder(sqlite_kind().schema()); }

  StoreHome home_;
};

TEST_F(SqliteLoad, RefusesAndCountsWhatItsQueueDoesNotHold) {
  const auto store = open_store(home_, sqlite_kind(), settings().integer("max_queue", 2));
  sqlite::Database other;
  other.open((home_.folder.path() / "yak.db").string()).value();
  other.execute("BEGIN IMMEDIATE");

  // The thread holds at most two and two more wait; it gets on when the last has come back refused.
  constexpr int kWaiting = 10;
  constexpr int kAtLeast = kWaiting - 4;
  std::atomic<int> refused = 0;
  std::atomic<int> done = 0;
  const auto work = [&](int caller) -> task<void> {
    const Message message = short_message(std::to_string(caller));
    const auto accepted = co_await store->journal().accept(message);
    if (accepted) {
      ++done;
    } else {
      EXPECT_EQ(accepted.error().kind, ErrorKind::unavailable);
      if (++refused == kAtLeast) other.execute("ROLLBACK");
    }
  };
  run_callers(kWaiting, work);
  EXPECT_GE(refused, kAtLeast);
  EXPECT_EQ(done + refused, kWaiting);
  EXPECT_EQ(home_.metrics.sum("yak_store_rejected_total"), refused);
}

TEST_F(SqliteLoad, FailsWhatIsTooLargeAndNothingElse) {
  const auto store = open_store(home_, sqlite_kind());
  std::atomic<int> too_large = 0;
  std::atomic<int> done = 0;
  const auto work = [&](int caller) -> task<void> {
    Message message = short_message(std::to_string(caller));
    if (caller % 4 == 0) message.payload.assign((16U << 20U) + 1, 'x');
    const auto accepted = co_await store->journal().accept(message);
    if (accepted) ++done;
    if (!accepted && accepted.error().kind == ErrorKind::too_large) ++too_large;
  };
  run_callers(16, work);
  EXPECT_EQ(too_large, 4);
  EXPECT_EQ(done, 12);
  EXPECT_EQ(wait(store->maintenance().stats())->messages_unfinished, 12);
  EXPECT_EQ(home_.log.count(LogLevel::error), 0U);
}

/// No file may grow above a size while it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uintmax_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

TEST_F(SqliteLoad, SaysThatItCannotWriteAndThatItCanAgain) {
  const auto store = open_store(home_, sqlite_kind());
  accepted(*store, short_message("before"));
  {
    const FileSizeLimit limit(std::filesystem::file_size(home_.folder.path() / "yak.db-wal"));
    const auto failed = wait(store->journal().accept(short_message("a")));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
    EXPECT_FALSE(wait(store->maintenance().check()));
    EXPECT_FALSE(wait(store->journal().accept(short_message("a"))));
  }
  EXPECT_EQ(home_.log.count(LogLevel::error), 1U);
  EXPECT_TRUE(home_.log.contains("the store cannot write"));
  const auto again = wait(store->journal().accept(short_message("a")));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->duplicate);
  EXPECT_TRUE(wait(store->maintenance().check()));
  EXPECT_TRUE(home_.log.contains("the store can write again"));
  EXPECT_EQ(wait(store->maintenance().stats())->messages_unfinished, 2);
  EXPECT_EQ(home_.metrics.sum("yak_store_failed_transactions_total"), 3);
}

TEST_F(SqliteLoad, CommitsWhatIsQueuedTogether) {
  const auto store = open_store(home_, sqlite_kind());
  sqlite::Database other;
  other.open((home_.folder.path() / "yak.db").string()).value();
  other.execute("BEGIN IMMEDIATE");
  // All but the first batch queue up behind the lock, which is released when all have asked.
  constexpr int kWaiting = 200;
  std::atomic<int> asked = 0;
  const auto work = [&](int caller) -> task<void> {
    const Message message = short_message(std::to_string(caller));
    auto call = store->journal().accept(message);
    if (++asked == kWaiting) other.execute("ROLLBACK");
    const auto accepted = co_await std::move(call);
    accepted.value();
  };
  run_callers(kWaiting, work);
  EXPECT_LT(home_.metrics.observations("yak_store_commit_seconds").size(), 20U);
  EXPECT_EQ(home_.metrics.value("yak_store_writes_total"), kWaiting);
}

/// A clock that can block the threads that read it.
class HoldingClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override {
    if (!holds_.exchange(false)) return {};
    asked_.count_down();
    released_.wait();
    return {};
  }
  [[nodiscard]] MonotonicTime monotonic() const override { return {}; }
  task<void> sleep(std::chrono::milliseconds /*span*/) override { co_return; }
  [[nodiscard]] std::unique_ptr<Alarm> set_alarm(Executor, MonotonicTime,
                                                 std::function<void()>) override {
    return nullptr;
  }

  void hold() { holds_ = true; }
  void wait_until_asked() { asked_.wait(); }
  void release() { released_.count_down(); }

 private:
  mutable std::atomic<bool> holds_ = false;
  mutable std::latch asked_{1};
  mutable std::latch released_{1};
};

TEST_F(SqliteLoad, AnswersTheLookupsOfABatchBeforeItCommits) {
  HoldingClock clock;
  StoreContext context{home_.log, home_.metrics, clock, home_.folder.path().string()};
  const auto store = sqlite_kind().factory(context, settings().build()).value();
  store->open().value();
  std::vector<std::string> answered;
  const auto check = [&]() -> task<void> {
    const auto checked = co_await store->maintenance().check();
    checked.value();
    answered.emplace_back("check");
  };
  const auto write = [&]() -> task<void> {
    const Message message = short_message("a");
    const auto accepted = co_await store->journal().accept(message);
    accepted.value();
    answered.emplace_back("write");
  };
  const auto look_up = [&]() -> task<void> {
    const auto value = co_await store->kv("space")->get("key");
    value.value();
    answered.emplace_back("lookup");
  };
  testing::TestLoop loop;
  clock.hold();
  auto checked = loop.start(check());
  loop.settle();
  clock.wait_until_asked();
  auto written = loop.start(write());
  auto looked_up = loop.start(look_up());
  loop.settle();
  clock.release();
  loop.finish([&] { return checked.done() && written.done() && looked_up.done(); });
  EXPECT_THAT(answered, ::testing::ElementsAre("check", "lookup", "write"));
}

TEST_F(SqliteLoad, LooksUpWhileAnotherProgramHoldsTheFile) {
  const auto store = open_store(home_, sqlite_kind());
  Batch batch;
  put(batch, "space", "key", "value");
  wait(store->journal().write(batch)).value();
  sqlite::Database other;
  other.open((home_.folder.path() / "yak.db").string()).value();
  other.execute("BEGIN IMMEDIATE; DELETE FROM key_value");
  EXPECT_EQ(wait(store->kv("space")->get("key")).value(), "value");
  other.execute("COMMIT");
  EXPECT_EQ(wait(store->kv("space")->get("key")).value(), std::nullopt);
}

TEST_F(SqliteLoad, AnswersWhatIsQueuedBeforeItCloses) {
  auto store = open_store(home_, sqlite_kind());
  testing::TestLoop loop;
  std::vector<Message> messages;
  for (int i = 0; i < 50; ++i) messages.push_back(short_message(std::to_string(i)));
  std::vector<testing::Running<result<Journal::AcceptResult>>> calls;
  for (const Message& message : messages)
    calls.push_back(loop.start(store->journal().accept(message)));
  loop.settle();
  store->close();
  loop.settle();
  for (auto& call : calls) {
    ASSERT_TRUE(call.done());
    EXPECT_TRUE(call.take());
  }
  store = open_store(home_, sqlite_kind());
  EXPECT_EQ(wait(store->maintenance().stats())->messages_unfinished, 50);
}

}  // namespace
}  // namespace yak::store_test
