// The SQLite store when it cannot keep up, or cannot write.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>

#include "sqlite/database.hpp"
#include "unit/store/callers.hpp"
#include "unit/store/store_fixture.hpp"

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
  constexpr int kCallers = 10;
  constexpr int kAtLeast = kCallers - 4;
  std::atomic<int> refused = 0;
  std::atomic<int> done = 0;
  const auto work = [&](int caller) -> task<void> {
    const Message message = short_message(std::to_string(caller));
    const auto accepted = co_await store->accept(message);
    if (accepted) {
      ++done;
    } else {
      EXPECT_EQ(accepted.error().kind, ErrorKind::unavailable);
      if (++refused == kAtLeast) other.execute("ROLLBACK");
    }
  };
  run_callers(kCallers, work);
  EXPECT_GE(refused, kAtLeast);
  EXPECT_EQ(done + refused, kCallers);
  EXPECT_EQ(home_.metrics.sum("yak_store_rejected_total"), refused);
}

TEST_F(SqliteLoad, FailsWhatIsTooLargeAndNothingElse) {
  const auto store = open_store(home_, sqlite_kind());
  std::atomic<int> too_large = 0;
  std::atomic<int> done = 0;
  const auto work = [&](int caller) -> task<void> {
    Message message = short_message(std::to_string(caller));
    if (caller % 4 == 0) message.payload.assign((16U << 20U) + 1, 'x');
    const auto accepted = co_await store->accept(message);
    if (accepted) ++done;
    if (!accepted && accepted.error().kind == ErrorKind::too_large) ++too_large;
  };
  run_callers(16, work);
  EXPECT_EQ(too_large, 4);
  EXPECT_EQ(done, 12);
  EXPECT_EQ(wait(store->stats())->messages_unfinished, 12);
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
    const auto failed = wait(store->accept(short_message("a")));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
    EXPECT_FALSE(wait(store->check()));
    EXPECT_FALSE(wait(store->accept(short_message("a"))));
  }
  EXPECT_EQ(home_.log.count(LogLevel::error), 1U);
  EXPECT_TRUE(home_.log.contains("the store cannot write"));
  const auto again = wait(store->accept(short_message("a")));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->duplicate);
  EXPECT_TRUE(wait(store->check()));
  EXPECT_TRUE(home_.log.contains("the store can write again"));
  EXPECT_EQ(wait(store->stats())->messages_unfinished, 2);
  EXPECT_EQ(home_.metrics.sum("yak_store_failed_transactions_total"), 3);
}

TEST_F(SqliteLoad, CommitsWhatIsQueuedTogether) {
  const auto store = open_store(home_, sqlite_kind());
  sqlite::Database other;
  other.open((home_.folder.path() / "yak.db").string()).value();
  other.execute("BEGIN IMMEDIATE");
  // All but the first batch queue up behind the lock, which goes when everybody has asked.
  constexpr int kCallers = 200;
  std::atomic<int> asked = 0;
  const auto work = [&](int caller) -> task<void> {
    const Message message = short_message(std::to_string(caller));
    auto call = store->accept(message);
    if (++asked == kCallers) other.execute("ROLLBACK");
    const auto accepted = co_await std::move(call);
    accepted.value();
  };
  run_callers(kCallers, work);
  EXPECT_LT(home_.metrics.observations("yak_store_commit_seconds").size(), 20U);
  EXPECT_EQ(home_.metrics.value("yak_store_writes_total"), kCallers);
}

TEST_F(SqliteLoad, AnswersWhatIsQueuedBeforeItCloses) {
  auto store = open_store(home_, sqlite_kind());
  testing::TestLoop loop;
  std::vector<Message> messages;
  for (int i = 0; i < 50; ++i) messages.push_back(short_message(std::to_string(i)));
  std::vector<testing::Running<result<Store::AcceptResult>>> calls;
  for (const Message& message : messages) calls.push_back(loop.start(store->accept(message)));
  loop.settle();
  store->close();
  loop.settle();
  for (auto& call : calls) {
    ASSERT_TRUE(call.done());
    EXPECT_TRUE(call.take());
  }
  store = open_store(home_, sqlite_kind());
  EXPECT_EQ(wait(store->stats())->messages_unfinished, 50);
}

}  // namespace
}  // namespace yak::store_test
