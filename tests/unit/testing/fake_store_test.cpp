// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_store.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_next.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::testing {
namespace {

UsageRow row(std::string user, Day day, std::int64_t messages) {
  UsageRow made;
  made.user = std::move(user);
  made.model = "fake/one";
  made.day = day;
  made.messages = messages;
  return made;
}

TEST(FakeStore, CommitsAMessageOnce) {
  FakeStore store;
  const auto accepted = run(store.accept(message_of("whatsapp", "+1", "hi")));
  TurnCommit commit;
  commit.message = accepted->id;
  commit.deliveries.resize(2);
  EXPECT_EQ(*run(store.commit(commit)), (std::vector<DeliveryId>{1, 2}));
  EXPECT_EQ(run(store.commit(commit)).error().kind, ErrorKind::conflict);
  EXPECT_EQ(store.state_of(accepted->id), MessageState::done);
}

TEST(FakeStore, ResumesASendUnderWayAsInDoubt) {
  FakeStore store;
  TurnCommit commit;
  commit.message = run(store.accept(message_of("whatsapp", "+1", "hi")))->id;
  commit.deliveries.resize(2);
  ASSERT_TRUE(run(store.commit(commit)));
  ASSERT_TRUE(run(store.update(DeliveryUpdate(1, DeliveryState::sending))));
  ASSERT_TRUE(run(store.update(DeliveryUpdate(2, DeliveryState::sent))));
  ASSERT_TRUE(store.open());
  const auto left = run(store.resume_deliveries(0, 10));
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->front().state, DeliveryState::in_doubt);
}

TEST(FakeStore, CountsWaitingMessagesAndDeadLetters) {
  FakeStore store;
  for (const char* text : {"first", "second", "third"}) {
    Message message = message_of("whatsapp", "+1", text);
    message.external_id = text;
    message.received_at = WallTime(std::chrono::seconds(message.external_id.size()));
    ASSERT_TRUE(run(store.accept(message)));
  }
  TurnCommit aside;
  aside.message = 1;
  aside.state = MessageState::quarantined;
  ASSERT_TRUE(run(store.commit(aside)));
  TurnCommit done;
  done.message = 2;
  done.deliveries.resize(2);
  done.deliveries[1].created_at = WallTime(std::chrono::seconds(9));
  ASSERT_TRUE(run(store.commit(done)));
  ASSERT_TRUE(run(store.update(DeliveryUpdate(1, DeliveryState::dead))));
  const auto stats = run(store.stats());
  EXPECT_EQ(stats->messages_quarantined, 1);
  EXPECT_EQ(stats->messages_unfinished, 1);
  EXPECT_EQ(stats->oldest_message, WallTime(std::chrono::seconds(5)));
  EXPECT_EQ(stats->deliveries_dead, 1);
  EXPECT_EQ(stats->oldest_delivery, WallTime(std::chrono::seconds(9)));
}

TEST(FakeStore, AReceiptOnlyMovesUp) {
  FakeStore store;
  TurnCommit commit;
  commit.message = run(store.accept(message_of("whatsapp", "+1", "hi")))->id;
  commit.deliveries.resize(1);
  ASSERT_TRUE(run(store.commit(commit)));
  ReceiptUpdate report;
  report.delivery = 1;
  report.receipt = "SM1";
  report.status = ReceiptStatus::delivered;
  EXPECT_TRUE(run(store.report(report))->moved);
  report.status = ReceiptStatus::sent;
  EXPECT_FALSE(run(store.report(report))->moved);
  EXPECT_EQ(store.deliveries().front().receipt, "SM1");
}

TEST(FakeStore, ClearsBeforeItAppendsAndReturnsTheNewestLines) {
  FakeStore store;
  const ConversationKey talk("whatsapp", "+1");
  Batch batch;
  batch.appends.push_back({talk, HistoryLine(Role::user, "a", {})});
  store.apply(batch);
  batch.clears.push_back({talk});
  batch.appends.push_back({talk, HistoryLine(Role::assistant, "b", {})});
  batch.appends.push_back({talk, HistoryLine(Role::user, "c", {})});
  ASSERT_TRUE(run(store.write(batch)));
  const auto lines = run(store.recent(talk, 2));
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(lines->front().text, "b");
  EXPECT_EQ(run(store.recent(talk, 10))->size(), 3U);
}

TEST(FakeStore, AddsUpUsagePerUserAndInTotal) {
  FakeStore store;
  Batch batch;
  batch.usage = {row("a", 1, 1), row("a", 1, 2), row("b", 1, 4), row("a", 9, 8)};
  store.apply(batch);
  EXPECT_EQ(run(store.rows("a", 1, 1))->front().messages, 3);
  const auto all = run(store.rows("", 1, 1));
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().messages, 7);
  EXPECT_EQ(all->front().user, "");
}

TEST(FakeStore, PutsErasesAndListsKeys) {
  FakeStore store;
  Batch batch;
  const auto keys = store.kv("s");
  for (const char* key : {"b", "a", "c"}) keys->put_with(batch, key, "1").value();
  keys->erase_with(batch, "c");
  store.apply(batch);
  EXPECT_EQ(*run(store.kv("s")->get("a")), "1");
  EXPECT_EQ(*run(store.kv("s")->get("c")), std::nullopt);
  EXPECT_EQ(run(store.kv("s")->scan({}, {}, 10))->size(), 2U);
  store.fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(run(store.kv("s")->get("a")).error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace yak::testing
