// SPDX-License-Identifier: Apache-2.0
// A file of the first schema, opened by this version.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sqlite/database/database.hpp"
#include "sqlite/database/migrations.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using ::testing::SizeIs;

class SqliteMigration : public ::testing::Test {
 protected:
  SqliteMigration() {
    std::stringstream sql;
    sql << std::ifstream(YAK_TEST_DATA "/store/schema_1.sql").rdbuf();
    std::ofstream(path_).close();
    sqlite::Database database;
    database.open(path_).value();
    database.execute(sql.str());
    database.outcome().value();
    EXPECT_EQ(database.number("PRAGMA user_version"), 1);
    database.close();
    store_ = open_store(home_, sqlite_kind());
  }

  StoreHome home_;
  const std::string path_ = (home_.folder.path() / "yak.db").string();
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteMigration, ResumesWhatWasUnfinishedWithoutSuspicion) {
  const std::vector<Message> messages = wait(store_->journal().resume_messages(0, 10)).value();
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_EQ(messages[0].external_id, "SM-crashed");
  EXPECT_EQ(messages[0].raw_text, "boom");
  EXPECT_EQ(messages[1].external_id, "SM-waiting");
  // Version 1 counted how often a process had begun with it, whatever had ended the process.
  EXPECT_EQ(messages[0].suspicion, 0);
  EXPECT_EQ(messages[1].suspicion, 0);
  committed(*store_, commit_of(messages[0].id));
}

TEST_F(SqliteMigration, KnowsWhatHasEnded) {
  for (const char* name : {"SM-done", "SM-dropped", "SM-done-2"}) {
    const auto again = wait(store_->journal().accept(short_message(name)));
    ASSERT_TRUE(again->duplicate) << name;
    EXPECT_EQ(wait(store_->journal().commit(commit_of(again->id))).error().kind,
              ErrorKind::conflict)
        << name;
  }
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_quarantined, 0);
  EXPECT_THAT(wait(store_->dead_letters().letters({DeadLetterId::Kind::message, 0}, 10)).value(),
              SizeIs(0));
}

TEST_F(SqliteMigration, ResumesDeliveriesAndShowsTheDeadOne) {
  const std::vector<Delivery> deliveries = wait(store_->journal().resume_deliveries(0, 10)).value();
  ASSERT_THAT(deliveries, SizeIs(3));
  EXPECT_EQ(deliveries[0].failure, "connection refused");
  EXPECT_EQ(deliveries[1].state, DeliveryState::in_doubt);
  EXPECT_EQ(deliveries[2].attempts, 2);
  const auto letters = wait(store_->dead_letters().letters({}, 10)).value();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].reason, "the number is not on WhatsApp");
  EXPECT_EQ(wait(store_->journal_reader().find_receipt("whatsapp", "SMout1")).value(), 1);
}

TEST_F(SqliteMigration, TracesWhatAnEarlierVersionWroteAsFarAsItIsKnown) {
  const MessageReport done = wait(store_->journal_reader().message_report("SM-done")).value();
  EXPECT_EQ(done.state, MessageState::done);
  EXPECT_FALSE(done.ended_at);
  EXPECT_EQ(done.turn, "");
  EXPECT_EQ(wait(store_->journal_reader().message_report("SM-dropped"))->state,
            MessageState::dropped);
  EXPECT_EQ(wait(store_->journal_reader().message_report("SM-waiting"))->state,
            MessageState::received);
  const MessageReport::Sent sent =
      wait(store_->journal_reader().message_report("SMout1"))->deliveries.at(0);
  ASSERT_THAT(sent.events, SizeIs(1));
  EXPECT_EQ(sent.events[0].what, "pending");
  EXPECT_EQ(sent.events[0].at, sent.delivery.created_at);
  wait(store_->journal().update({1, DeliveryState::dead})).value();
  EXPECT_EQ(
      wait(store_->journal_reader().message_report("SMout1"))->deliveries.at(0).events.back().what,
      "dead");
}

TEST(SqliteMigrationStep, AFileOfTheThirdSchemaKeepsItsRowsAndGetsTraces) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(3)).value();
    database.execute(
        "INSERT INTO inbox VALUES(1,'whatsapp','SM1','+1',NULL,'','+2','hi',NULL,'',NULL,'',1000);"
        "INSERT INTO unfinished VALUES(1,0,0);"
        "INSERT INTO outbox VALUES(1,1,'whatsapp','+1','+2','SM1',1,1,'hello',NULL,2000);"
        "INSERT INTO delivery VALUES(1,1,0,1,2000,0,NULL,'')");
    database.outcome().value();
    EXPECT_EQ(database.number("PRAGMA user_version"), 3);
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  ASSERT_THAT(wait(store->journal().resume_deliveries(0, 10)).value(), SizeIs(1));
  TurnCommit commit = commit_of(1);
  commit.report = "{}";
  ASSERT_THAT(wait(store->journal().resume_messages(0, 10)).value(), SizeIs(1));
  committed(*store, commit);
  const MessageReport trace = wait(store->journal_reader().message_report("SM1")).value();
  EXPECT_EQ(trace.turn, "{}");
  ASSERT_THAT(trace.deliveries, SizeIs(2));
  EXPECT_EQ(trace.deliveries[0].events.back().what, "in doubt");
}

TEST(SqliteMigrationStep, LinesOfTheFourthSchemaStandBeforeTheExchangesThatFollow) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(4)).value();
    database.execute(
        "INSERT INTO history(channel, peer, role, at, text) VALUES"
        "('whatsapp', '+1', 1, 1000, 'question'), ('whatsapp', '+1', 2, 2000, 'answer')");
    database.outcome().value();
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  const ConversationKey conversation("whatsapp", "+1");
  Batch batch;
  batch.appends.push_back({conversation, {Role::user, "another", WallTime{}}});
  batch.appends.push_back({conversation, {Role::assistant, "its answer", WallTime{}}});
  wait(store->journal().write(std::move(batch))).value();
  std::vector<std::string> texts;
  for (const HistoryLine& line : wait(store->history().recent(conversation, 3)).value()) {
    texts.push_back(line.text);
  }
  EXPECT_THAT(texts, ::testing::ElementsAre("answer", "another", "its answer"));
}

TEST(SqliteMigrationStep, WhatTheFifthSchemaKeptOfANumberBecomesThePersons) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(5)).value();
    database.execute(
        "INSERT INTO inbox VALUES(1,'whatsapp','SM1','+1',NULL,'','+2','hi',NULL,'',NULL,'',1000);"
        "INSERT INTO unfinished VALUES(1,0,0);"
        "INSERT INTO history(channel, peer, role, at, text) VALUES('whatsapp','+1',1,1000,'old');"
        "INSERT INTO key_value VALUES('model_choice','whatsapp:+1','a/one');"
        "INSERT INTO usage VALUES('whatsapp:+1',1,'a/one',1,1,1,1,0)");
    database.outcome().value();
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  Message message = short_message("SM2");
  message.peer = message.sender = "US.1";
  message.aliases = {"+1"};
  EXPECT_THAT(wait(store->journal().accept(message))->merged, ::testing::ElementsAre("+1"));
  EXPECT_THAT(wait(store->history().recent({"whatsapp", "US.1"}, 10)).value(), SizeIs(1));
  EXPECT_EQ(wait(store->kv("model_choice")->get("whatsapp:US.1")).value(), "a/one");
  EXPECT_THAT(wait(store->usage().rows("whatsapp:US.1", 0, 10)).value(), SizeIs(1));
  const auto resumed = wait(store->journal().resume_messages(0, 10)).value();
  ASSERT_THAT(resumed, SizeIs(1));
  EXPECT_EQ(resumed[0].peer, "US.1");
  EXPECT_EQ(resumed[0].address, "+1");
}

TEST(SqliteMigrationStep, MessagesOfTheSixthSchemaAreFoundByPerson) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(6)).value();
    database.execute(
        "INSERT INTO inbox "
        "VALUES(1,'whatsapp','SM1','+1',NULL,'','+2','hi',NULL,'',NULL,'',1000,NULL)");
    database.outcome().value();
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  EXPECT_EQ(wait(store->journal_reader().last_message({"whatsapp", "+1"})).value(),
            WallTime(std::chrono::milliseconds(1000)));
  EXPECT_EQ(wait(store->journal_reader().last_message({"whatsapp", "+3"})).value(), std::nullopt);
}

TEST(SqliteMigrationStep, KeysOfTheSeventhSchemaAreFoundAndCounted) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(7)).value();
    database.execute(
        "INSERT INTO key_value VALUES('model_choice','whatsapp:+1','a/one'),"
        "('access','whatsapp:+1','allow'), ('access','whatsapp:+2','deny')");
    database.outcome().value();
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  EXPECT_EQ(wait(store->kv("model_choice")->get("whatsapp:+1")).value(), "a/one");
  EXPECT_THAT(wait(store->kv("access")->scan("whatsapp:", {}, 10)).value(), SizeIs(2));
  const auto keys = store->kv("access");
  KeyValueTransaction change;
  change.expect("whatsapp:+2", "deny").erase("whatsapp:+2").put("whatsapp:+1", "deny");
  wait(keys->transact(std::move(change))).value();
  store->close();
  sqlite::Database database;
  database.open(path).value();
  EXPECT_EQ(database.text("SELECT group_concat(space || keys) FROM key_space"),
            "access1,model_choice1");
}

TEST(SqliteMigrationStep, RowsOfTheEighthSchemaKeepTheirReportsAndSuspicionAndHaveNoTraceId) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(8)).value();
    database.execute(
        "INSERT INTO inbox VALUES(1,'whatsapp','SM1','+1',NULL,'','+2','hi',NULL,'',NULL,'',1000,"
        "NULL),(2,'whatsapp','SM2','+1',NULL,'','+2','hi',NULL,'',NULL,'',1000,NULL);"
        "INSERT INTO turn VALUES(1,NULL,1500,'{\"result\":\"answered\"}');"
        "INSERT INTO unfinished VALUES(2,0,20);"
        "INSERT INTO outbox VALUES(1,1,'whatsapp','+1','+2','SM1',1,1,'hello',NULL,2000,NULL);"
        "INSERT INTO delivery VALUES(1,0,0,1,2000,0,NULL,'','')");
    database.outcome().value();
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  EXPECT_EQ(wait(store->journal_reader().message_report("SM1"))->turn, "{\"result\":\"answered\"}");
  const auto messages = wait(store->journal().resume_messages(0, 10)).value();
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_EQ(messages[0].suspicion, 20);
  EXPECT_EQ(messages[0].trace_id, TraceId());
  const auto deliveries = wait(store->journal().resume_deliveries(0, 10)).value();
  ASSERT_THAT(deliveries, SizeIs(1));
  EXPECT_EQ(deliveries[0].trace_id, TraceId());
}

TEST(SqliteMigrationStep, TurnsOfTheNinthSchemaAreResumedAndGetSteps) {
  StoreHome home;
  const std::string path = (home.folder.path() / "yak.db").string();
  std::ofstream(path).close();
  {
    sqlite::Database database;
    database.open(path).value();
    sqlite::migrate(database, sqlite::schema_steps().first(9)).value();
    database.execute(
        "INSERT INTO inbox VALUES(1,'whatsapp','SM1','+1',NULL,'','+2','hi',NULL,'',NULL,'',1000,"
        "NULL,NULL);"
        "INSERT INTO unfinished VALUES(1,0,0)");
    database.outcome().value();
    database.close();
  }
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  const auto messages = wait(store->journal().resume_messages(0, 10)).value();
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_EQ(messages[0].steps, 0);
  const JournalStep step(1, 1, StepKind::tool, StepState::started, "{}");
  EXPECT_TRUE(wait(store->journal().step(step)));
  EXPECT_THAT(wait(store->journal().steps(1)).value(), SizeIs(1));
}

TEST_F(SqliteMigration, KeepsHistoryKeysAndUsage) {
  EXPECT_THAT(wait(store_->history().recent({"whatsapp", "+15551234567"}, 10)).value(), SizeIs(1));
  EXPECT_EQ(wait(store_->kv("models")->get("whatsapp:+15551234567")).value(), "openai/gpt-4o-mini");
  EXPECT_EQ(wait(store_->usage().rows("whatsapp:+15551234567", 20458, 20458))->at(0).messages, 2);
}

TEST_F(SqliteMigration, LeavesAFileLikeANewOne) {
  store_->close();
  StoreHome fresh;
  open_store(fresh, sqlite_kind())->close();
  const auto schema = [](const std::string& path) {
    sqlite::Database database;
    database.open(path).value();
    return database.text(
        "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema "
        "WHERE sql IS NOT NULL ORDER BY name)");
  };
  EXPECT_EQ(schema(path_), schema((fresh.folder.path() / "yak.db").string()));
}

}  // namespace
}  // namespace yak::store_test
