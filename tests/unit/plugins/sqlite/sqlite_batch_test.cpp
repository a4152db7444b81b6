// SPDX-License-Identifier: Apache-2.0
// One failure among many: which caller gets it, and what is written.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <stdexcept>

#include "sqlite/file/store_file.hpp"
#include "sqlite/retention/pruner.hpp"
#include "sqlite/tables/journal_tables.hpp"
#include "sqlite/threads/batches.hpp"
#include "sqlite/threads/operation.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using ::testing::HasSubstr;

/// Above what the database takes as one value.
constexpr std::size_t kTooLarge = (16U << 20U) + 1;

/// A write as the store queues it, run on the test's own thread.
class Write {
 public:
  Write(sqlite::Database& database, std::function<result<Journal::AcceptResult>()> work)
      : work_(std::move(work)), call_(sqlite::Operation::Kind::write, database, work_) {}

  sqlite::Operation* operation() { return &call_; }
  result<Journal::AcceptResult> take() { return call_.take(); }

 private:
  std::function<result<Journal::AcceptResult>()> work_;
  sqlite::Call<Journal::AcceptResult, std::function<result<Journal::AcceptResult>()>> call_;
};

class SqliteBatch : public ::testing::Test {
 protected:
  SqliteBatch() {
    sqlite::Options options;
    options.path = (home_.folder.path() / "yak.db").string();
    file_.open(options).value();
    journal_.emplace(database(), home_.clock, sqlite::next_epoch(database()).value());
  }
  ~SqliteBatch() override { journal_.reset(); }

  sqlite::Database& database() { return file_.writer(); }
  Write& accept(Message message) {
    messages_.push_back(std::make_unique<Message>(std::move(message)));
    return add([this, message = messages_.back().get()] { return journal_->accept(*message); });
  }
  Write& add(std::function<result<Journal::AcceptResult>()> work) {
    writes_.push_back(std::make_unique<Write>(database(), std::move(work)));
    return *writes_.back();
  }
  std::optional<error> run() {
    std::vector<sqlite::Operation*> batch;
    for (const auto& write : writes_) batch.push_back(write->operation());
    auto failure = sqlite::run_writes(database(), batch);
    EXPECT_FALSE(database().failed());
    EXPECT_FALSE(database().in_transaction());
    return failure;
  }
  std::int64_t count(const std::string& table) {
    return database().number("SELECT count(*) FROM " + table);
  }

  StoreHome home_;
  sqlite::StoreFile file_;
  std::optional<sqlite::JournalTables> journal_;
  std::vector<std::unique_ptr<Message>> messages_;
  std::vector<std::unique_ptr<Write>> writes_;
};

Message large_message(std::string external_id, std::size_t bytes) {
  Message message = short_message(std::move(external_id));
  message.payload.assign(bytes, 'x');
  return message;
}

TEST_F(SqliteBatch, FindsDuplicatesAmongItself) {
  Write& first = accept(short_message("a"));
  Write& again = accept(short_message("a"));
  EXPECT_FALSE(run());
  const auto original = first.take();
  const auto duplicate = again.take();
  EXPECT_FALSE(original->duplicate);
  EXPECT_TRUE(duplicate->duplicate);
  EXPECT_EQ(original->id, duplicate->id);
  EXPECT_EQ(count("inbox"), 1);
}

TEST_F(SqliteBatch, FailsOneAndWritesTheOthers) {
  Write& before = accept(short_message("a"));
  Write& large = accept(large_message("b", kTooLarge));
  Write& after = accept(short_message("c"));
  EXPECT_TRUE(run());
  EXPECT_TRUE(before.take());
  const auto failed = large.take();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::too_large);
  EXPECT_TRUE(after.take());
  EXPECT_EQ(count("inbox"), 2);
  EXPECT_EQ(count("unfinished"), 2);
}

TEST_F(SqliteBatch, UndoesAnOperationThatThrows) {
  Write& before = accept(short_message("a"));
  Write& broken = add([this]() -> result<Journal::AcceptResult> {
    journal_->accept(short_message("half")).value();
    throw std::runtime_error("a bug");
  });
  EXPECT_TRUE(run());
  EXPECT_TRUE(before.take());
  const auto failed = broken.take();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::internal);
  EXPECT_THAT(failed.error().message, HasSubstr("a bug"));
  EXPECT_EQ(count("inbox"), 1);
}

TEST_F(SqliteBatch, FailsAllWhenTheCommitFails) {
  sqlite3_commit_hook(database().handle(), [](void*) { return 1; }, nullptr);
  Write& first = accept(short_message("a"));
  Write& second = accept(short_message("b"));
  EXPECT_TRUE(run());
  EXPECT_FALSE(first.take());
  EXPECT_FALSE(second.take());
  EXPECT_EQ(count("inbox"), 0);

  sqlite3_commit_hook(database().handle(), nullptr, nullptr);
  EXPECT_FALSE(run());
  EXPECT_TRUE(first.take());
  EXPECT_EQ(count("inbox"), 2);
}

TEST_F(SqliteBatch, SaysThatTheDiskIsFullAndGoesOnWhenItIsNot) {
  const std::int64_t pages = database().number("PRAGMA page_count");
  database().number("PRAGMA max_page_count=" + std::to_string(pages + 8));
  Write& small = accept(short_message("a"));
  Write& large = accept(large_message("b", 256U << 10U));
  EXPECT_TRUE(run());
  EXPECT_TRUE(small.take());
  const auto failed = large.take();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(failed.error().retryable);
  EXPECT_THAT(failed.error().message, HasSubstr("free some space"));
  EXPECT_EQ(count("inbox"), 1);

  database().number("PRAGMA max_page_count=1073741823");
  writes_.clear();
  Write& retried = accept(large_message("b", 256U << 10U));
  EXPECT_FALSE(run());
  EXPECT_TRUE(retried.take());
  EXPECT_EQ(count("inbox"), 2);
}

TEST_F(SqliteBatch, FailsAllWhenAnotherProgramHoldsTheFile) {
  sqlite::Database other;
  other.open(database().path()).value();
  other.execute("BEGIN IMMEDIATE");
  sqlite3_busy_timeout(database().handle(), 1);
  Write& first = accept(short_message("a"));
  Write& second = accept(short_message("b"));
  EXPECT_TRUE(run());
  EXPECT_FALSE(second.take());
  const auto failed = first.take();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("locked by another program"));
  other.execute("ROLLBACK");
  EXPECT_FALSE(run());
}

TEST_F(SqliteBatch, WritesNothingOfACommitThatFailsHalfWay) {
  const MessageId id = journal_->accept(short_message("a"))->id;
  TurnCommit commit = commit_of(id, 2);
  const ConversationKey conversation("whatsapp", "+1");
  commit.writes.appends.push_back({conversation, {Role::user, "hi", WallTime{}}});
  put(commit.writes, "space", "key", "value");
  commit.writes.usage.push_back(usage_of(std::string(kTooLarge, 'x'), "m", 1, 1));
  add([this, &commit]() -> result<Journal::AcceptResult> {
    journal_->commit(commit).value();
    return Journal::AcceptResult{};
  });
  EXPECT_TRUE(run());
  for (const char* table : {"outbox", "delivery", "history", "key_value"}) {
    EXPECT_EQ(count(table), 0) << table;
  }
  EXPECT_EQ(count("unfinished"), 1);
  commit.writes = Batch();
  put(commit.writes, "space", "key", "short");
  EXPECT_FALSE(run());
  EXPECT_EQ(count("outbox"), 2);
  EXPECT_EQ(count("unfinished"), 0);
}

TEST_F(SqliteBatch, CompilesWhereTransactionsBeginAndEndOnce) {
  const auto controls = [this] {
    std::vector<std::string> found;
    sqlite3_stmt* statement = nullptr;
    while ((statement = sqlite3_next_stmt(database().handle(), statement)) != nullptr) {
      const std::string sql = sqlite3_sql(statement);
      if (sql == "BEGIN IMMEDIATE" || sql == "COMMIT") found.push_back(sql);
    }
    return found;
  };
  for (int i = 0; i < 3; ++i) {
    writes_.clear();
    accept(short_message(std::to_string(i)));
    EXPECT_FALSE(run());
    EXPECT_THAT(controls(), ::testing::UnorderedElementsAre("BEGIN IMMEDIATE", "COMMIT"));
  }
}

TEST_F(SqliteBatch, NeverScansWhatGrowsNorBuildsTemporaryTables) {
  const sqlite::Pruner pruner(database());
  sqlite3_stmt* statement = nullptr;
  int seen = 0;
  std::vector<std::string> statements;
  while ((statement = sqlite3_next_stmt(database().handle(), statement)) != nullptr) {
    statements.emplace_back(sqlite3_sql(statement));
  }
  for (const std::string& sql : statements) {
    const bool takes_over = sql.find("RETURNING") != std::string::npos;
    // Once for an alias that is learned: a person's own rows get another key.
    const bool moves_a_person =
        sql.starts_with("UPDATE history SET peer") || sql.starts_with("UPDATE person SET id") ||
        (sql.starts_with("INSERT INTO usage") && sql.find(") SELECT ") != std::string::npos);
    // Once for a conversation that moves to another owner.
    const bool claims = sql.find("SET owner = ?1 WHERE owner < ?1") != std::string::npos;
    sqlite::Statement plan(database(), ("EXPLAIN QUERY PLAN " + sql).c_str());
    for (sqlite::Query row(plan); row.next();) {
      const std::string step = row.text(3);
      if (step.starts_with("SCAN")) EXPECT_THAT(step, HasSubstr("unfinished")) << sql;
    }
    sqlite::Statement program(database(), ("EXPLAIN " + sql).c_str());
    for (sqlite::Query row(program); !takes_over && !moves_a_person && !claims && row.next();) {
      EXPECT_NE(row.text(1), "OpenEphemeral") << sql;
    }
    ++seen;
  }
  EXPECT_GT(seen, 15);
}

}  // namespace
}  // namespace yak::store_test
