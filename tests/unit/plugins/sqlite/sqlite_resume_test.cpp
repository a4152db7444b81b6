// SPDX-License-Identifier: Apache-2.0
// What is on the disk after an end, and who works on it then.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using ::testing::SizeIs;

/// A store that can end cleanly, or as if its process had been killed.
class SqliteResume : public ::testing::Test {
 protected:
  void reopen() {
    store_.reset();
    store_ = open_store(home_, sqlite_kind());
  }
  /// The files as a killed process leaves them: copied while the store is open, log and all.
  void reopen_after_kill() {
    namespace fs = std::filesystem;
    const fs::path saved = home_.folder.path() / "saved";
    fs::create_directory(saved);
    for (const char* name : {"yak.db", "yak.db-wal"}) {
      if (fs::exists(home_.folder.path() / name))
        fs::copy(home_.folder.path() / name, saved / name);
    }
    store_.reset();
    for (const auto& file : fs::directory_iterator(saved)) {
      fs::rename(file.path(), home_.folder.path() / file.path().filename());
    }
    fs::remove_all(saved);
    store_ = open_store(home_, sqlite_kind());
  }
  std::vector<Message> resume_messages(MessageId after = 0, int limit = 100) {
    return wait(store_->journal().resume_messages(after, limit)).value();
  }
  std::vector<Delivery> resume_deliveries(DeliveryId after = 0, int limit = 100) {
    return wait(store_->journal().resume_deliveries(after, limit)).value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, sqlite_kind());
};

TEST_F(SqliteResume, GivesBackAMessageOfFewFields) {
  Message message = short_message("a");
  message.id = accepted(*store_, message);
  reopen_after_kill();
  const std::vector<Message> messages = resume_messages();
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_TRUE(same(messages[0], message));
}

TEST_F(SqliteResume, LeavesOutWhatWasNotResumedYetOnlyBelowAfter) {
  const MessageId first = accepted(*store_, short_message("a"));
  const MessageId second = accepted(*store_, short_message("b"));
  reopen();
  EXPECT_THAT(resume_messages(first), SizeIs(1));
  const std::vector<Message> rest = resume_messages();
  ASSERT_THAT(rest, SizeIs(1));
  EXPECT_EQ(rest[0].id, first);
  EXPECT_LT(first, second);
}

TEST_F(SqliteResume, KeepsWhatAnUpdateDoesNotName) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  DeliveryUpdate full(id, DeliveryState::sending);
  full.attempts = 2;
  full.receipt = "SM1";
  full.failure = "why";
  wait(store_->journal().update(full)).value();
  wait(store_->journal().update({id, DeliveryState::pending})).value();
  reopen();
  const std::vector<Delivery> deliveries = resume_deliveries();
  ASSERT_THAT(deliveries, SizeIs(1));
  EXPECT_EQ(deliveries[0].attempts, 2);
  EXPECT_EQ(deliveries[0].receipt, "SM1");
  EXPECT_EQ(deliveries[0].failure, "why");
}

TEST_F(SqliteResume, KeepsKeysHistoryAndUsage) {
  const ConversationKey conversation("whatsapp", "+1");
  Batch batch;
  batch.appends.push_back({conversation, {Role::assistant, "hi", WallTime{}}});
  put(batch, "space", "key", "value");
  batch.usage.push_back(usage_of("u", "m", 7, 3));
  wait(store_->journal().write(batch)).value();
  reopen_after_kill();
  EXPECT_EQ(wait(store_->history().recent(conversation, 10))->at(0).text, "hi");
  EXPECT_EQ(wait(store_->kv("space")->get("key")).value(), "value");
  EXPECT_EQ(wait(store_->usage().rows("u", 7, 7))->at(0).messages, 3);
}

TEST(SqliteEpoch, GrowsWithEachOpen) {
  StoreHome home;
  Epoch last = 0;
  for (int i = 0; i < 3; ++i) {
    const auto store = open_store(home, sqlite_kind());
    EXPECT_GT(store->journal().epoch(), last);
    last = wait(store->journal().take_epoch()).value();
    store->close();
  }
}

}  // namespace
}  // namespace yak::store_test
