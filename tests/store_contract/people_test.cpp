// SPDX-License-Identifier: Apache-2.0
// What every store promises of people: owners of aliases, and what moves to the owner.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kPhone = "+4915112345678";
const std::string kId = "DE.13A4G7";

class PeopleContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  static Message from(const std::string& sender, std::vector<std::string> aliases = {}) {
    static int number = 0;
    Message message = short_message("SM" + std::to_string(++number));
    message.peer = message.sender = sender;
    if (!aliases.empty()) message.address = aliases.front();
    message.aliases = std::move(aliases);
    return message;
  }
  Journal::AcceptResult accept(const Message& message) {
    return wait(store_->journal().accept(message)).value();
  }
  /// One exchange, one use and a choice, as a turn of `user` writes them.
  void talk(const std::string& user, const std::string& text, std::string choice = "a/one") {
    Batch batch;
    batch.appends.push_back({{"whatsapp", user}, {Role::user, text, WallTime{}}});
    put(batch, "model_choice", "whatsapp:" + user, std::move(choice));
    put(batch, "access", "whatsapp:" + user, "allow");
    batch.usage.push_back(usage_of("whatsapp:" + user, "a/one", 100, 2));
    wait(store_->journal().write(std::move(batch))).value();
  }
  std::vector<std::string> texts(const std::string& peer) {
    std::vector<std::string> texts;
    for (const HistoryLine& line :
         wait(store_->history().recent({"whatsapp", peer}, 100)).value()) {
      texts.push_back(line.text);
    }
    return texts;
  }
  std::optional<std::string> value(const std::string& space, const std::string& user) {
    return wait(store_->kv(space)->get("whatsapp:" + user)).value();
  }
  std::int64_t used(const std::string& user) {
    std::int64_t messages = 0;
    for (const UsageRow& row : wait(store_->usage().rows("whatsapp:" + user, 0, 200)).value()) {
      messages += row.messages;
    }
    return messages;
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, PeopleContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(PeopleContract, FirstSightOfBothMovesWhatTheNumberHad) {
  accept(from(kPhone));
  talk(kPhone, "hello");
  const auto accepted = accept(from(kId, {kPhone}));
  EXPECT_EQ(accepted.sender, "");
  EXPECT_THAT(accepted.merged, ElementsAre(kPhone));
  EXPECT_THAT(texts(kId), ElementsAre("hello"));
  EXPECT_EQ(value("model_choice", kId), "a/one");
  EXPECT_EQ(used(kId), 2);
  EXPECT_THAT(accept(from(kId, {kPhone})).merged, IsEmpty());
}

TEST_P(PeopleContract, PermissionsStayWithTheAddressTheyWereGivenTo) {
  talk(kPhone, "hello");
  accept(from(kId, {kPhone}));
  EXPECT_EQ(value("access", kId), std::nullopt);
  EXPECT_EQ(value("access", kPhone), "allow");
}

TEST_P(PeopleContract, WhatThePersonHasStaysAndUsageIsAddedUp) {
  talk(kId, "first", "a/two");
  talk(kPhone, "second");
  accept(from(kId, {kPhone}));
  EXPECT_EQ(value("model_choice", kId), "a/two");
  EXPECT_EQ(used(kId), 4);
  EXPECT_THAT(texts(kId), ::testing::UnorderedElementsAre("first", "second"));
}

TEST_P(PeopleContract, AMessageFromAnAliasIsItsOwners) {
  accept(from(kId, {kPhone}));
  EXPECT_EQ(accept(from(kPhone)).sender, kId);
  // A turn that began before the number was known as an alias ends afterwards.
  talk(kPhone, "late");
  EXPECT_THAT(texts(kId), ElementsAre("late"));
  EXPECT_THAT(texts(kPhone), ElementsAre("late"));
  EXPECT_EQ(used(kPhone), 2);
  EXPECT_EQ(value("model_choice", kPhone), "a/one");
  Batch clear;
  clear.clears.push_back({{"whatsapp", kPhone}});
  wait(store_->journal().write(std::move(clear))).value();
  EXPECT_THAT(texts(kId), IsEmpty());
}

TEST_P(PeopleContract, AHiddenNumberIsStillThePersonsAndAnotherOneReplacesIt) {
  accept(from(kId, {kPhone}));
  EXPECT_EQ(accept(from(kId)).sender, "");
  EXPECT_EQ(accept(from(kPhone)).sender, kId);
  EXPECT_THAT(accept(from(kId, {"+50"})).merged, ElementsAre("+50"));
  EXPECT_EQ(accept(from("+50")).sender, kId);
  EXPECT_EQ(accept(from(kPhone)).sender, "") << "somebody else has the old number";
}

TEST_P(PeopleContract, ANumberThatGoesToAnotherPersonTakesNothingAlong) {
  accept(from(kId, {kPhone}));
  talk(kId, "private");
  EXPECT_THAT(accept(from("DE.other", {kPhone})).merged, ElementsAre(kPhone));
  EXPECT_THAT(texts("DE.other"), IsEmpty());
  EXPECT_EQ(used("DE.other"), 0);
  EXPECT_THAT(texts(kId), ElementsAre("private"));
  EXPECT_EQ(accept(from(kPhone)).sender, "DE.other");
}

TEST_P(PeopleContract, ARepeatedMessageChangesNoAliases) {
  const Message first = from("+1");
  accept(first);
  talk(kPhone, "hello");
  Message repeat = from(kId, {kPhone});
  repeat.external_id = first.external_id;
  EXPECT_TRUE(accept(repeat).duplicate);
  EXPECT_THAT(texts(kId), IsEmpty());
  EXPECT_EQ(accept(from(kPhone)).sender, "");
}

TEST_P(PeopleContract, ChannelsKeepTheirPeopleApart) {
  accept(from(kId, {kPhone}));
  Message elsewhere = from(kPhone);
  elsewhere.channel = "telegram";
  EXPECT_EQ(accept(elsewhere).sender, "");
}

TEST_P(PeopleContract, IgnoresInvalidAliasesAndMakesNoChains) {
  EXPECT_THAT(accept(from(kId, {"", kId, kPhone, kPhone})).merged, ElementsAre(kPhone));
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back("+" + std::to_string(i));
  EXPECT_THAT(accept(from("DE.many", many)).merged, SizeIs(kMaxAliases));
  // An alias becomes a person, and a person an alias.
  accept(from(kPhone, {"+77"}));
  EXPECT_EQ(accept(from("+77")).sender, kPhone);
  accept(from("DE.new", {kPhone}));
  EXPECT_EQ(accept(from("+77")).sender, "DE.new");
  EXPECT_EQ(accept(from(kPhone)).sender, "DE.new");
}

TEST_P(PeopleContract, UnfinishedWorkOfAnAliasIsThePersonsAfterARestart) {
  const MessageId answered = accept(from(kPhone)).id;
  accept(from(kPhone));
  TurnCommit commit = commit_of(answered, 1);
  commit.deliveries.front().peer = kPhone;
  commit.deliveries.front().address.clear();
  committed(*store_, commit);
  accept(from(kId, {kPhone}));
  reopen(home_, GetParam(), store_);
  const auto messages = wait(store_->journal().resume_messages(0, 10)).value();
  ASSERT_THAT(messages, SizeIs(2));
  for (const Message& message : messages) {
    EXPECT_EQ(message.peer, kId);
    EXPECT_EQ(message.sender, kId);
    EXPECT_EQ(message.address, kPhone);
    EXPECT_THAT(message.aliases, ElementsAre(kPhone));
  }
  const auto deliveries = wait(store_->journal().resume_deliveries(0, 10)).value();
  ASSERT_THAT(deliveries, SizeIs(1));
  EXPECT_EQ(deliveries.front().peer, kId);
  EXPECT_EQ(deliveries.front().receiver(), kPhone);
}

}  // namespace
}  // namespace yak::store_contract
