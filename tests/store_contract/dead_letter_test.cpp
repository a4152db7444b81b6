// SPDX-License-Identifier: Apache-2.0
// What every store promises of dead letters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = DeadLetterId::Kind;

class DeadLetterContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  DeadLetterId dead_delivery(std::string external_id) {
    const MessageId message = accepted(*store_, short_message(std::move(external_id)));
    DeliveryUpdate change(committed(*store_, commit_of(message)).front(), DeliveryState::dead);
    change.attempts = 4;
    change.failure = "the number is not on WhatsApp";
    wait(store_->journal().update(change)).value();
    return {Kind::delivery, change.id};
  }
  DeadLetterId quarantined(std::string external_id) {
    return {Kind::message, ended(*store_, std::move(external_id), MessageState::quarantined)};
  }
  std::vector<DeadLetterId> page(DeadLetterId after, int limit) {
    std::vector<DeadLetterId> ids;
    const auto letters = wait(store_->dead_letters().letters(after, limit));
    for (const DeadLetter& letter : letters.value()) ids.push_back(letter.id);
    return ids;
  }
  void expect_not_dead(DeadLetterId id) {
    EXPECT_EQ(wait(store_->dead_letters().letter(id)).error().kind, ErrorKind::not_found)
        << to_string(id);
    EXPECT_EQ(wait(store_->dead_letters().revive(id)).error().kind, ErrorKind::not_found)
        << to_string(id);
    EXPECT_EQ(wait(store_->dead_letters().purge(id)).error().kind, ErrorKind::not_found)
        << to_string(id);
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, DeadLetterContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(DeadLetterContract, ListsDeliveriesThenMessagesPageByPage) {
  std::vector<DeadLetterId> all;
  const DeadLetterId early = quarantined("q1");
  for (const char* id : {"a", "b", "c"}) all.push_back(dead_delivery(id));
  all.push_back(early);
  all.push_back(quarantined("q2"));
  accepted(*store_, short_message("alive"));
  ended(*store_, "dropped", MessageState::dropped);
  EXPECT_THAT(page({}, 100), ElementsAreArray(all));
  for (int size = 1; size <= 6; ++size) {
    std::vector<DeadLetterId> seen;
    for (auto ids = page({}, size); !ids.empty(); ids = page(seen.back(), size)) {
      EXPECT_LE(ids.size(), static_cast<std::size_t>(size));
      seen.insert(seen.end(), ids.begin(), ids.end());
    }
    EXPECT_THAT(seen, ElementsAreArray(all)) << size;
  }
  EXPECT_THAT(page({}, 0), IsEmpty());
  EXPECT_THAT(page({}, -1), IsEmpty());
}

TEST_P(DeadLetterContract, ShowsWhatWouldHaveBeenSentAndWhy) {
  const DeadLetterId id = dead_delivery("a");
  const DeadLetter letter = wait(store_->dead_letters().letter(id)).value();
  EXPECT_EQ(letter.id, id);
  EXPECT_EQ(letter.message, 1);
  EXPECT_EQ(letter.channel, "whatsapp");
  EXPECT_EQ(letter.peer, "+15551234567");
  EXPECT_EQ(letter.text, full_delivery(1, 1).content.text);
  EXPECT_EQ(letter.reason, "the number is not on WhatsApp");
  EXPECT_EQ(letter.attempts, 4);
  EXPECT_EQ(letter.at, full_delivery(1, 1).created_at);
}

TEST_P(DeadLetterContract, ShowsWhatWasWritten) {
  TurnCommit end;
  end.message = accepted(*store_, full_message(3));
  end.state = MessageState::quarantined;
  committed(*store_, end);
  const DeadLetter letter =
      wait(store_->dead_letters().letter({Kind::message, end.message})).value();
  EXPECT_EQ(letter.message, end.message);
  EXPECT_EQ(letter.channel, "whatsapp");
  EXPECT_EQ(letter.peer, "group-3");
  EXPECT_EQ(letter.text, full_message(3).raw_text);
  EXPECT_FALSE(letter.reason.empty());
  EXPECT_EQ(letter.at, full_message(3).received_at);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_quarantined, 1);
}

TEST_P(DeadLetterContract, RevivesADeliveryAsIfMadeNow) {
  const DeadLetterId id = dead_delivery("a");
  Delivery expected = full_delivery(1, 1);
  expected.id = id.id;
  expected.message = 1;
  expected.created_at = home_.clock.now();
  expected.next_at = home_.clock.now();
  const Revived revived = wait(store_->dead_letters().revive(id)).value();
  EXPECT_FALSE(revived.message);
  ASSERT_THAT(revived.deliveries, SizeIs(1));
  EXPECT_TRUE(same(revived.deliveries.front(), expected));
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_dead, 0);
  expect_not_dead(id);
}

TEST_P(DeadLetterContract, RevivesAllThatIsDeadOfAReplyInOrder) {
  dead_delivery("another");
  const auto ids = committed(*store_, commit_of(accepted(*store_, short_message("a")), 4));
  wait(store_->journal().update({ids[0], DeliveryState::sent})).value();
  for (const std::size_t part : {1U, 2U, 3U}) {
    wait(store_->journal().update({ids[part], DeliveryState::dead})).value();
  }
  std::vector<DeliveryId> revived;
  const DeadLetterId any(Kind::delivery, ids[2]);
  for (const Delivery& delivery : wait(store_->dead_letters().revive(any)).value().deliveries) {
    EXPECT_EQ(delivery.state, DeliveryState::pending);
    revived.push_back(delivery.id);
  }
  EXPECT_THAT(revived, ElementsAre(ids[1], ids[2], ids[3]));
  expect_not_dead({Kind::delivery, ids[1]});
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_dead, 1);
}

TEST_P(DeadLetterContract, RevivesAMessageAsIfReceivedNow) {
  Message expected = full_message(3);
  expected.id = accepted(*store_, expected);
  wait(store_->maintenance().add_suspicion({expected.id}, 3)).value();
  TurnCommit end;
  end.message = expected.id;
  end.state = MessageState::quarantined;
  committed(*store_, end);
  expected.received_at = home_.clock.now();
  const DeadLetterId id(Kind::message, expected.id);
  const Revived revived = wait(store_->dead_letters().revive(id)).value();
  EXPECT_THAT(revived.deliveries, IsEmpty());
  ASSERT_TRUE(revived.message);
  EXPECT_TRUE(same(*revived.message, expected));
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 1);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_quarantined, 0);
  expect_not_dead(id);
  committed(*store_, commit_of(expected.id));
}

TEST_P(DeadLetterContract, TheEndOfARevivedMessageHasTheIdsOfItsOwnDeliveriesOnly) {
  TurnCommit quarantine = commit_of(accepted(*store_, short_message("a")));
  quarantine.state = MessageState::quarantined;
  const std::vector<DeliveryId> notice = committed(*store_, quarantine);
  ASSERT_THAT(notice, SizeIs(1));
  ASSERT_TRUE(wait(store_->dead_letters().revive({Kind::message, quarantine.message})));
  const std::vector<DeliveryId> reply = committed(*store_, commit_of(quarantine.message));
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_NE(reply.front(), notice.front());
}

TEST_P(DeadLetterContract, RevivesNothingThatIsNotDead) {
  const MessageId open = accepted(*store_, short_message("a"));
  const MessageId done = accepted(*store_, short_message("b"));
  const std::vector<DeliveryId> ids = committed(*store_, commit_of(done, 2));
  wait(store_->journal().update({ids[0], DeliveryState::sent})).value();
  expect_not_dead({Kind::delivery, ids[0]});
  expect_not_dead({Kind::delivery, ids[1]});
  expect_not_dead({Kind::delivery, 99});
  expect_not_dead({Kind::message, open});
  expect_not_dead({Kind::message, done});
  expect_not_dead({Kind::message, 99});
  expect_not_dead({Kind::message, ended(*store_, "c", MessageState::dropped)});
  expect_not_dead({Kind::message, ended(*store_, "d", MessageState::expired)});
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 1);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
}

TEST_P(DeadLetterContract, PurgesADeliveryForGood) {
  const DeadLetterId id = dead_delivery("a");
  const DeadLetterId other = dead_delivery("b");
  wait(store_->dead_letters().purge(id)).value();
  expect_not_dead(id);
  EXPECT_THAT(page({}, 10), ElementsAre(other));
  const auto late = wait(store_->journal().update({id.id, DeliveryState::sent}));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::not_found);
  EXPECT_GT(dead_delivery("c").id, other.id);
}

TEST_P(DeadLetterContract, PurgesAMessageAndKnowsItStill) {
  const DeadLetterId id = quarantined("a");
  wait(store_->dead_letters().purge(id)).value();
  expect_not_dead(id);
  EXPECT_THAT(page({}, 10), IsEmpty());
  EXPECT_TRUE(wait(store_->journal().accept(short_message("a")))->duplicate);
  const auto late = wait(store_->journal().commit(commit_of(id.id)));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::conflict);
}

TEST_P(DeadLetterContract, QuarantinesThoseThatJoined) {
  TurnCommit end;
  end.message = accepted(*store_, short_message("a"));
  end.joined.push_back(accepted(*store_, short_message("b")));
  end.state = MessageState::quarantined;
  committed(*store_, end);
  EXPECT_THAT(page({}, 10), SizeIs(2));
}

TEST_P(DeadLetterContract, AJoinedMessageThatHasEndedKeepsItsEnd) {
  const DeadLetterId early = quarantined("a");
  TurnCommit commit = commit_of(accepted(*store_, short_message("b")));
  commit.joined.push_back(early.id);
  committed(*store_, commit);
  EXPECT_THAT(page({}, 10), ElementsAre(early));
}

TEST(DeadLetterIdText, IsReadAsItIsWritten) {
  for (const DeadLetterId id : {DeadLetterId(Kind::delivery, 12), DeadLetterId(Kind::message, 7)}) {
    EXPECT_EQ(dead_letter_id(to_string(id)), id);
  }
  EXPECT_EQ(to_string(DeadLetterId(Kind::delivery, 12)), "d12");
  EXPECT_EQ(to_string(DeadLetterId(Kind::message, 7)), "m7");
  for (const char* text :
       {"", "d", "12", "x12", "d-1", "d1x", "d 1", "d0", "D1", "d99999999999999999999"}) {
    EXPECT_FALSE(dead_letter_id(text)) << text;
  }
}

}  // namespace
}  // namespace yak::store_contract
