// SPDX-License-Identifier: Apache-2.0
// What every store promises of history, keys and usage.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;

class BatchContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  void write(Batch batch) { wait(store_->journal().write(std::move(batch))).value(); }

  void append(const ConversationKey& conversation, std::string text, Role role = Role::user) {
    Batch batch;
    batch.appends.push_back({conversation, {role, std::move(text), WallTime{}}});
    write(std::move(batch));
  }
  void put(std::string space, std::string key, std::optional<std::string> value) {
    Batch batch;
    store_contract::put(batch, space, std::move(key), std::move(value));
    write(std::move(batch));
  }
  void use(std::vector<UsageRow> rows) {
    Batch batch;
    batch.usage = std::move(rows);
    write(std::move(batch));
  }
  std::vector<std::string> texts(const ConversationKey& conversation, int limit = 100) {
    std::vector<std::string> texts;
    const auto lines = wait(store_->history().recent(conversation, limit));
    for (const HistoryLine& line : lines.value()) texts.push_back(line.text);
    return texts;
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  const ConversationKey alice_{"whatsapp", "+1"};
  const ConversationKey bob_{"whatsapp", "+2"};
};

INSTANTIATE_TEST_SUITE_P(Stores, BatchContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(BatchContract, GivesTheNewestLinesNewestLast) {
  for (const char* text : {"1", "2", "3", "4"}) append(alice_, text);
  EXPECT_THAT(texts(alice_), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(texts(alice_, 2), ElementsAre("3", "4"));
  EXPECT_THAT(texts(alice_, 0), IsEmpty());
  EXPECT_THAT(texts(alice_, -1), IsEmpty());
}

TEST_P(BatchContract, KeepsWhatALineIs) {
  Batch batch;
  const WallTime at(std::chrono::milliseconds(1'767'603'600'123));
  batch.appends.push_back({alice_, {Role::assistant, "täxt\n🙂", at}});
  write(std::move(batch));
  const auto lines = wait(store_->history().recent(alice_, 1));
  ASSERT_EQ(lines->size(), 1U);
  EXPECT_EQ(lines->front().role, Role::assistant);
  EXPECT_EQ(lines->front().text, "täxt\n🙂");
  EXPECT_EQ(lines->front().at, at);
}

TEST_P(BatchContract, GivesQuestionsAndAnswersLineByLine) {
  const auto at = [](int second) { return WallTime(std::chrono::seconds(second)); };
  append(alice_, "alone");
  Batch batch;
  batch.appends.push_back({alice_, {Role::user, "question", at(1)}});
  batch.appends.push_back({alice_, {Role::assistant, "answer", at(2)}});
  batch.appends.push_back({alice_, {Role::assistant, "more", at(3)}});
  batch.appends.push_back({alice_, {Role::user, "another", at(4)}});
  batch.appends.push_back({bob_, {Role::assistant, "to bob", at(5)}});
  write(std::move(batch));
  append(alice_, "", Role::assistant);
  EXPECT_THAT(texts(alice_), ElementsAre("alone", "question", "answer", "more", "another", ""));
  EXPECT_THAT(texts(alice_, 4), ElementsAre("answer", "more", "another", ""));
  EXPECT_THAT(texts(bob_), ElementsAre("to bob"));
  const auto lines = wait(store_->history().recent(alice_, 5)).value();
  EXPECT_EQ(lines[0].role, Role::user);
  EXPECT_EQ(lines[0].at, at(1));
  EXPECT_EQ(lines[1].role, Role::assistant);
  EXPECT_EQ(lines[1].at, at(2));
}

TEST_P(BatchContract, KeepsAnEmptyAnswer) {
  Batch batch;
  batch.appends.push_back({alice_, {Role::user, "question", WallTime{}}});
  batch.appends.push_back({alice_, {Role::assistant, "", WallTime{}}});
  write(std::move(batch));
  EXPECT_THAT(texts(alice_), ElementsAre("question", ""));
}

TEST_P(BatchContract, KeepsConversationsApart) {
  append(alice_, "a");
  append(bob_, "b");
  append(ConversationKey("telegram", "+1"), "c");
  EXPECT_THAT(texts(alice_), ElementsAre("a"));
  EXPECT_THAT(texts(bob_), ElementsAre("b"));
}

TEST_P(BatchContract, ClearsBeforeItAppends) {
  append(alice_, "old");
  append(bob_, "stays");
  Batch batch;
  batch.appends.push_back({alice_, {Role::user, "new", WallTime{}}});
  batch.appends.push_back({alice_, {Role::assistant, "newer", WallTime{}}});
  batch.clears.push_back({alice_});
  write(std::move(batch));
  EXPECT_THAT(texts(alice_), ElementsAre("new", "newer"));
  EXPECT_THAT(texts(bob_), ElementsAre("stays"));
}

TEST_P(BatchContract, PutsReplacesAndErases) {
  EXPECT_EQ(wait(store_->kv("s")->get("k")).value(), std::nullopt);
  put("s", "k", "one");
  EXPECT_EQ(wait(store_->kv("s")->get("k")).value(), "one");
  put("s", "k", "two");
  EXPECT_EQ(wait(store_->kv("s")->get("k")).value(), "two");
  put("s", "k", "");
  EXPECT_EQ(wait(store_->kv("s")->get("k")).value(), "");
  put("s", "k", std::nullopt);
  EXPECT_EQ(wait(store_->kv("s")->get("k")).value(), std::nullopt);
  put("s", "k", std::nullopt);
}

TEST_P(BatchContract, AppliesPutsInTheirOrder) {
  Batch batch;
  store_contract::put(batch, "s", "k", "first");
  store_contract::put(batch, "s", "k", std::nullopt);
  store_contract::put(batch, "s", "k", "last");
  write(std::move(batch));
  EXPECT_EQ(wait(store_->kv("s")->get("k")).value(), "last");
}

TEST_P(BatchContract, ListsOneSpaceInOrderOfKey) {
  put("s", "b", "2");
  put("s", "a", "1");
  put("s", "c", "3");
  put("t", "a", "other");
  EXPECT_THAT(wait(store_->kv("s")->scan({}, {}, 10)).value(),
              ElementsAre(FieldsAre("a", "1"), FieldsAre("b", "2"), FieldsAre("c", "3")));
  EXPECT_THAT(wait(store_->kv("s")->scan({}, {}, 2)).value(),
              ElementsAre(FieldsAre("a", "1"), FieldsAre("b", "2")));
  EXPECT_THAT(wait(store_->kv("s")->scan({}, {}, -1)).value(), IsEmpty());
  EXPECT_THAT(wait(store_->kv("unknown")->scan({}, {}, 10)).value(), IsEmpty());
}

TEST_P(BatchContract, AddsUsageUp) {
  use({usage_of("u", "m", 10, 2)});
  use({usage_of("u", "m", 10, 3), usage_of("u", "m", 10, 1)});
  const auto rows = wait(store_->usage().rows("u", 10, 10));
  ASSERT_EQ(rows->size(), 1U);
  const UsageRow& row = rows->front();
  EXPECT_EQ(row.user, "u");
  EXPECT_EQ(row.model, "m");
  EXPECT_EQ(row.day, 10);
  EXPECT_EQ(row.messages, 6);
  EXPECT_EQ(row.prompt_tokens, 60);
  EXPECT_EQ(row.completion_tokens, 30);
  EXPECT_EQ(row.cost_nano_usd, 6000);
  EXPECT_EQ(row.unpriced_messages, 2);
}

TEST_P(BatchContract, GivesUsageOfAUserByDayAndModel) {
  use({usage_of("u", "b", 11, 1), usage_of("u", "a", 11, 1), usage_of("u", "a", 10, 1),
       usage_of("u", "a", 9, 1), usage_of("u", "a", 12, 1), usage_of("v", "a", 10, 1)});
  const auto rows = wait(store_->usage().rows("u", 10, 11));
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].day, 10);
  EXPECT_EQ((*rows)[1].model, "a");
  EXPECT_EQ((*rows)[2].model, "b");
}

TEST_P(BatchContract, SumsUsageOfAllUsers) {
  use({usage_of("u", "a", 10, 1), usage_of("v", "a", 10, 2), usage_of("v", "a", 11, 4)});
  const auto rows = wait(store_->usage().rows("", 10, 11));
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].user, "");
  EXPECT_EQ((*rows)[0].messages, 3);
  EXPECT_EQ((*rows)[1].messages, 4);
}

TEST_P(BatchContract, GivesUsageOfEachUserTheMostExpensiveFirst) {
  use({usage_of("u", "a", 10, 1), usage_of("v", "a", 10, 2), usage_of("v", "b", 11, 4),
       usage_of("w", "a", 12, 9), usage_of("u", "a", 9, 9)});
  const auto rows = wait(store_->usage().by_user(10, 11, 5));
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].user, "v");
  EXPECT_EQ((*rows)[0].model, "");
  EXPECT_EQ((*rows)[0].day, 11);
  EXPECT_EQ((*rows)[0].messages, 6);
  EXPECT_EQ((*rows)[1].user, "u");
  EXPECT_EQ((*rows)[1].messages, 1);
  EXPECT_EQ(wait(store_->usage().by_user(10, 11, 1))->size(), 1U);
}

}  // namespace
}  // namespace yak::store_contract
