// SPDX-License-Identifier: Apache-2.0
// What every store promises of one person's data.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PersonContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  /// Three messages of `address`, answered, unanswered and in a group, with all that goes with
  /// them.
  void live(const std::string& address) {
    Message first = short_message("SM1-" + address);
    Message second = short_message("SM2-" + address);
    Message grouped = short_message("SM3-" + address);
    first.peer = second.peer = address;
    grouped.peer = "group";
    for (Message* message : {&first, &second, &grouped}) message->sender = address;
    answered_[address] = accepted(*store_, first);
    open_[address] = accepted(*store_, second);
    const MessageId in_group = accepted(*store_, grouped);
    TurnCommit commit = commit_of(answered_[address], 2);
    for (Delivery& delivery : commit.deliveries) delivery.peer = address;
    for (const Role role : {Role::user, Role::assistant}) {
      commit.writes.appends.push_back({{"whatsapp", address}, {role, "said", WallTime{}}});
    }
    const std::string user = "whatsapp:" + address;
    put(commit.writes, "model_choice", user, "echo/echo");
    put(commit.writes, "access", user, "deny");
    commit.writes.usage.push_back(usage_of(user, "m", 1, 3));
    deliveries_[address] = committed(*store_, commit);
    TurnCommit to_group = commit_of(in_group, 1);
    to_group.deliveries.front().peer = "group";
    for (const DeliveryId id : committed(*store_, to_group)) deliveries_[address].push_back(id);
  }
  PersonPage page(const std::string& address, std::string after = {}, int limit = 1'000) {
    return wait(store_->people().page(person(address), std::move(after), limit)).value();
  }
  static Person person(const std::string& address) { return {"whatsapp", {address}}; }
  PersonCounts erase(const std::string& address, MessageId except = 0) {
    EraseExcept stays;
    stays.message = except;
    stays.spaces = {"access"};
    return wait(store_->people().erase(person(address), stays)).value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  std::map<std::string, MessageId> answered_;
  std::map<std::string, MessageId> open_;
  std::map<std::string, std::vector<DeliveryId>> deliveries_;
};

TEST_P(PersonContract, ShowsEverythingOfOnePersonAndNothingOfAnother) {
  live("+1");
  live("+2");
  const PersonPage all = page("+1");
  ASSERT_THAT(all.messages, SizeIs(3));
  EXPECT_EQ(all.messages[0].message.external_id, "SM1-+1");
  EXPECT_EQ(all.messages[0].state, MessageState::done);
  EXPECT_EQ(all.messages[1].state, MessageState::received);
  ASSERT_THAT(all.deliveries, SizeIs(3));
  EXPECT_EQ(all.deliveries[2].peer, "group");
  ASSERT_THAT(all.history, SizeIs(2));
  EXPECT_EQ(all.history[1].line.role, Role::assistant);
  EXPECT_THAT(all.keys, SizeIs(2));
  ASSERT_THAT(all.usage, SizeIs(1));
  EXPECT_EQ(all.usage[0].user, "whatsapp:+1");
  EXPECT_EQ(all.next, "");
  ASSERT_TRUE(all.counts);
  EXPECT_EQ(all.counts->messages, 3);
  EXPECT_EQ(all.counts->deliveries, 3);
  EXPECT_EQ(all.counts->lines, 2);
  EXPECT_EQ(all.counts->keys, 2);
  EXPECT_EQ(all.counts->usage, 1);
  EXPECT_TRUE(page("+3").counts->empty());
  EXPECT_TRUE(wait(store_->people().page({"sms", {"+1"}}, "", 10)).value().counts->empty());
}

TEST_P(PersonContract, PagesHaveEachRowOnce) {
  live("+1");
  std::size_t rows = 0;
  int pages = 0;
  for (std::string after; pages == 0 || !after.empty(); ++pages) {
    ASSERT_LT(pages, 20);
    const PersonPage some = page("+1", after, 2);
    EXPECT_EQ(some.counts.has_value(), pages == 0);
    rows += some.messages.size() + some.deliveries.size() + some.history.size() + some.keys.size() +
            some.usage.size();
    after = some.next;
  }
  EXPECT_EQ(rows, 3U + 3 + 2 + 2 + 1);
  for (const char* after : {"x", "m", "m-1", "mm", "9x"}) {
    const auto none = wait(store_->people().page(person("+1"), after, 2));
    ASSERT_FALSE(none) << after;
    EXPECT_EQ(none.error().kind, ErrorKind::invalid);
  }
}

TEST_P(PersonContract, ErasesEverythingOfOnePersonAndNothingOfAnother) {
  live("+1");
  live("+2");
  const PersonCounts erased = erase("+1");
  EXPECT_EQ(erased.messages, 3);
  EXPECT_EQ(erased.deliveries, 3);
  EXPECT_EQ(erased.lines, 2);
  EXPECT_EQ(erased.keys, 1);
  EXPECT_EQ(erased.usage, 1);
  const PersonPage left = page("+1");
  EXPECT_THAT(left.messages, IsEmpty());
  EXPECT_THAT(left.deliveries, IsEmpty());
  EXPECT_THAT(left.history, IsEmpty());
  EXPECT_THAT(left.usage, IsEmpty());
  ASSERT_THAT(left.keys, SizeIs(1)) << "an administrator's decision stays";
  EXPECT_EQ(left.keys[0].space, "access");
  EXPECT_EQ(page("+2").counts->messages, 3);
  EXPECT_EQ(page("+2").counts->deliveries, 3);
  EXPECT_EQ(page("+2").counts->lines, 2);
  EXPECT_TRUE(erase("+1").empty());
}

TEST_P(PersonContract, WhatIsErasedIsEndedAndItsRepeatHarmless) {
  live("+1");
  erase("+1");
  for (const char* name : {"SM1-+1", "SM2-+1"}) {
    EXPECT_TRUE(wait(store_->journal().accept(short_message(name)))->duplicate) << name;
  }
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 0);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 0);
  EXPECT_EQ(wait(store_->journal().commit(commit_of(open_["+1"]))).error().kind,
            ErrorKind::conflict);
  for (const DeliveryId id : deliveries_["+1"]) {
    const auto updated = wait(store_->journal().update({id, DeliveryState::sending}));
    ASSERT_FALSE(updated);
    EXPECT_EQ(updated.error().kind, ErrorKind::not_found);
  }
  // An id always means the same: none is given again.
  const MessageId next = accepted(*store_, short_message("next"));
  EXPECT_GT(next, open_["+1"]);
  EXPECT_GT(committed(*store_, commit_of(next)).at(0), deliveries_["+1"].back());
}

TEST_P(PersonContract, TheRequestToEraseStaysAndCanBeAnswered) {
  live("+1");
  EXPECT_EQ(erase("+1", open_["+1"]).messages, 2);
  TurnCommit answer = commit_of(open_["+1"]);
  answer.deliveries.front().peer = "+1";
  const auto ids = committed(*store_, answer);
  EXPECT_TRUE(wait(store_->journal().update({ids.at(0), DeliveryState::sending})));
  EXPECT_EQ(page("+1").counts->messages, 1);
}

TEST_P(PersonContract, UsageStaysInTheSumsOfAll) {
  live("+1");
  live("+2");
  erase("+1");
  erase("+2");
  EXPECT_EQ(wait(store_->usage().rows("", 1, 1)).value().at(0).messages, 6);
  EXPECT_EQ(wait(store_->usage().rows(PersonRecords::kErasedUser, 1, 1)).value().at(0).messages, 6);
  EXPECT_THAT(wait(store_->usage().rows("whatsapp:+1", 1, 1)).value(), IsEmpty());
}

TEST_P(PersonContract, APersonIsFoundByEachAddress) {
  live("+1");
  live("BSUID.1");
  const Person both("whatsapp", {"BSUID.1", "+1"});
  EXPECT_EQ(wait(store_->people().page(both, "", 100)).value().counts->messages, 6);
  EXPECT_EQ(wait(store_->people().erase(both, {})).value().keys, 4);
  EXPECT_TRUE(wait(store_->people().page(both, "", 100)).value().counts->empty());
}

TEST_P(PersonContract, AnyAddressFindsTheIdAndAllAliases) {
  Message message = short_message("SM1");
  message.peer = message.sender = "DE.1";
  message.aliases = {"+1", "+1 555"};
  accepted(*store_, message);
  for (const char* address : {"DE.1", "+1", "+1 555"}) {
    const auto who = wait(store_->people().find_person("whatsapp", address));
    EXPECT_EQ(who->channel, "whatsapp");
    EXPECT_THAT(who->addresses, ElementsAre("DE.1", "+1", "+1 555")) << address;
  }
  EXPECT_THAT(wait(store_->people().find_person("whatsapp", "+2"))->addresses, ElementsAre("+2"));
  EXPECT_THAT(wait(store_->people().find_person("sms", "+1"))->addresses, ElementsAre("+1"));
}

TEST_P(PersonContract, AliasesAreShownAndErased) {
  Message message = short_message("SM1");
  message.peer = message.sender = "DE.1";
  message.address = "+1";
  message.aliases = {"+1"};
  const MessageId id = accepted(*store_, message);
  Message other = short_message("SM2");
  other.peer = other.sender = "DE.2";
  other.aliases = {"+2"};
  accepted(*store_, other);
  TurnCommit commit = commit_of(id);
  commit.deliveries.front().peer = "DE.1";
  commit.deliveries.front().address = "+1";
  committed(*store_, commit);
  const Person who = wait(store_->people().find_person("whatsapp", "+1")).value();
  const PersonPage all = wait(store_->people().page(who, "", 10)).value();
  EXPECT_THAT(all.aliases, ElementsAre("+1"));
  EXPECT_EQ(all.counts->aliases, 1);
  EXPECT_EQ(all.messages.at(0).message.address, "+1");
  EXPECT_EQ(all.deliveries.at(0).address, "+1");
  EXPECT_EQ(wait(store_->people().erase(who, {}))->aliases, 1);
  EXPECT_THAT(wait(store_->people().find_person("whatsapp", "+1"))->addresses, ElementsAre("+1"));
  EXPECT_THAT(wait(store_->people().find_person("whatsapp", "+2"))->addresses,
              ElementsAre("DE.2", "+2"));
  EXPECT_TRUE(wait(store_->people().page(who, "", 10)).value().counts->empty());
}

TEST_P(PersonContract, EntriesUnderOtherKeysAreTheirs) {
  Batch batch;
  put(batch, "access_codes", "K7Q2", "+1");
  put(batch, "access_codes", "K7Q3", "+2");
  put(batch, "other", "K7Q2", "x");
  put(batch, "access", "whatsapp:1", "allow");
  wait(store_->journal().write(std::move(batch))).value();
  Person who = person("+1");
  who.entries = {{"access_codes", "K7Q2"}, {"access", "whatsapp:1"}};
  const PersonPage all = wait(store_->people().page(who, "", 10)).value();
  EXPECT_EQ(all.counts->keys, 2);
  ASSERT_THAT(all.keys, SizeIs(2));
  EXPECT_EQ(all.keys[1].key, "K7Q2");
  EraseExcept stays;
  stays.spaces = {"access"};
  EXPECT_EQ(wait(store_->people().erase(who, stays))->keys, 1);
  EXPECT_FALSE(wait(store_->kv("access_codes")->get("K7Q2")).value());
  for (const auto& [space, key] : {std::pair("access_codes", "K7Q3"), std::pair("other", "K7Q2"),
                                   std::pair("access", "whatsapp:1")}) {
    EXPECT_TRUE(wait(store_->kv(space)->get(key)).value()) << space << " " << key;
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, PersonContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace yak::store_contract
