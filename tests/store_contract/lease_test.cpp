// SPDX-License-Identifier: Apache-2.0
// What every store promises of owners: leases, epochs, and writes that are fenced by them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using std::chrono::seconds;

constexpr seconds kSpan{30};

class LeaseContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  Journal& journal() { return store_->journal(); }
  /// A further owner, as another node would be.
  Epoch another() { return wait(journal().take_epoch()).value(); }
  result<Lease> claim(Epoch epoch) { return wait(journal().claim(conversation_, epoch, kSpan)); }
  /// A new owner that has the conversation.
  Epoch successor() {
    const Epoch epoch = another();
    claim(epoch).value();
    return epoch;
  }
  ErrorKind kind_of(const auto& outcome) {
    return outcome ? ErrorKind::internal : outcome.error().kind;
  }
  ErrorKind commit_as(Epoch epoch, TurnCommit commit) {
    commit.epoch = epoch;
    return kind_of(wait(journal().commit(std::move(commit))));
  }
  ErrorKind update_as(Epoch epoch, DeliveryUpdate change) {
    change.epoch = epoch;
    return kind_of(wait(journal().update(std::move(change))));
  }
  /// From a person whose alias is the peer of `conversation_`.
  static Message identified(std::string external_id) {
    Message message = short_message(std::move(external_id));
    message.aliases = {message.sender};
    message.peer = message.sender = "US.1";
    return message;
  }
  std::string trace_of(DeliveryId id) {
    const auto way =
        wait(store_->journal_reader().message_report("d" + std::to_string(id))).value();
    return way.deliveries.at(0).events.back().what;
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  const ConversationKey conversation_ = short_message("").conversation();
};

/// No failure, as kind_of says it.
constexpr ErrorKind kDone = ErrorKind::internal;

INSTANTIATE_TEST_SUITE_P(Stores, LeaseContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(LeaseContract, GivesEachOwnerAGreaterEpoch) {
  const Epoch own = journal().epoch();
  EXPECT_GT(own, 0);
  const Epoch second = another();
  EXPECT_GT(second, own);
  EXPECT_GT(another(), second);
  EXPECT_EQ(journal().epoch(), own);
}

TEST_P(LeaseContract, LeasesAConversationToOneOwnerAtATime) {
  const Epoch own = journal().epoch();
  const Lease lease = claim(own).value();
  EXPECT_EQ(lease.epoch, own);
  EXPECT_EQ(lease.ends_at, home_.clock.now() + kSpan);
  const Epoch other = another();
  EXPECT_EQ(kind_of(claim(other)), ErrorKind::conflict);
  EXPECT_TRUE(wait(journal().claim({"whatsapp", "+1999"}, other, kSpan)));
  home_.clock.advance(kSpan);
  EXPECT_TRUE(claim(other));
}

TEST_P(LeaseContract, RenewsALeaseUntilAnotherOwnerHasClaimedIt) {
  Lease lease = claim(journal().epoch()).value();
  home_.clock.advance(kSpan - seconds(1));
  lease = wait(journal().renew(lease, kSpan)).value();
  EXPECT_EQ(lease.ends_at, home_.clock.now() + kSpan);
  home_.clock.advance(kSpan - seconds(1));
  const Epoch other = another();
  EXPECT_EQ(kind_of(claim(other)), ErrorKind::conflict);
  home_.clock.advance(seconds(1));
  claim(other).value();
  EXPECT_EQ(kind_of(wait(journal().renew(lease, kSpan))), ErrorKind::conflict);
  home_.clock.advance(kSpan);
  // An older owner never gets it again.
  EXPECT_EQ(kind_of(claim(lease.epoch)), ErrorKind::conflict);
}

TEST_P(LeaseContract, RenewsNoLeaseThatWasNotClaimed) {
  const Lease none(conversation_, journal().epoch(), home_.clock.now());
  EXPECT_EQ(kind_of(wait(journal().renew(none, kSpan))), ErrorKind::conflict);
}

TEST_P(LeaseContract, SettingTheClockEndsNoLease) {
  claim(journal().epoch()).value();
  const Epoch other = another();
  home_.clock.set_now(home_.clock.now() + std::chrono::hours(24));
  EXPECT_EQ(kind_of(claim(other)), ErrorKind::conflict);
  home_.clock.set_now(home_.clock.now() - std::chrono::hours(48));
  home_.clock.advance(kSpan);
  EXPECT_TRUE(claim(other));
}

TEST_P(LeaseContract, AnAliasMeansTheConversationOfItsOwner) {
  const Epoch own = journal().epoch();
  const MessageId before = accepted(*store_, short_message("a"));
  accepted(*store_, identified("b"));
  const Epoch next = another();
  Lease lease = claim(next).value();
  EXPECT_EQ(lease.conversation, identified("").conversation());
  EXPECT_EQ(kind_of(wait(journal().claim(lease.conversation, own, kSpan))), ErrorKind::conflict);
  lease.conversation = conversation_;
  EXPECT_TRUE(wait(journal().renew(lease, kSpan)));
  const MessageId after = accepted(*store_, short_message("c"));
  EXPECT_EQ(commit_as(own, commit_of(before)), ErrorKind::conflict);
  EXPECT_EQ(commit_as(own, commit_of(after)), ErrorKind::conflict);
  EXPECT_EQ(commit_as(next, commit_of(after)), kDone);
}

TEST_P(LeaseContract, ALeaseMovesToThePersonWhoseAliasItsPeerBecomes) {
  const Epoch own = journal().epoch();
  const Epoch next = successor();
  const MessageId message = accepted(*store_, identified("a"));
  EXPECT_EQ(kind_of(wait(journal().claim(identified("").conversation(), own, kSpan))),
            ErrorKind::conflict);
  EXPECT_EQ(commit_as(own, commit_of(message)), ErrorKind::conflict);
  EXPECT_EQ(commit_as(next, commit_of(message)), kDone);
}

TEST_P(LeaseContract, WhatIsRevivedDuringALeaseBelongsToTheLeaseholder) {
  const Epoch own = journal().epoch();
  const MessageId message = ended(*store_, "a", MessageState::quarantined);
  const DeliveryId id = committed(*store_, commit_of(accepted(*store_, short_message("b")))).at(0);
  const Epoch next = successor();
  EXPECT_EQ(update_as(next, {id, DeliveryState::dead}), kDone);
  wait(store_->dead_letters().revive({DeadLetterId::Kind::message, message})).value();
  wait(store_->dead_letters().revive({DeadLetterId::Kind::delivery, id})).value();
  EXPECT_EQ(commit_as(own, commit_of(message)), ErrorKind::conflict);
  EXPECT_EQ(update_as(own, {id, DeliveryState::sending}), ErrorKind::conflict);
  EXPECT_EQ(commit_as(next, commit_of(message)), kDone);
  EXPECT_EQ(update_as(next, {id, DeliveryState::sending}), kDone);
}

TEST_P(LeaseContract, ACommitWithAStaleEpochIsAConflictAndChangesNothing) {
  const Epoch own = journal().epoch();
  const MessageId message = accepted(*store_, short_message("a"));
  const Epoch next = successor();
  TurnCommit commit = commit_of(message);
  put(commit.writes, "space", "key", "value");
  EXPECT_EQ(commit_as(own, commit), ErrorKind::conflict);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 1);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 0);
  EXPECT_EQ(wait(store_->kv("space")->get("key")).value(), std::nullopt);
  EXPECT_EQ(commit_as(next, commit), kDone);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
}

TEST_P(LeaseContract, AMessageDuringALeaseBelongsToTheLeaseholder) {
  const Epoch own = journal().epoch();
  const Epoch next = successor();
  const MessageId message = accepted(*store_, short_message("a"));
  EXPECT_EQ(commit_as(own, commit_of(message)), ErrorKind::conflict);
  EXPECT_EQ(commit_as(next, commit_of(message)), kDone);
}

TEST_P(LeaseContract, AnUpdateWithAStaleEpochIsAConflictAndChangesNothing) {
  const Epoch own = journal().epoch();
  const auto ids = committed(*store_, commit_of(accepted(*store_, short_message("a")), 2));
  const Epoch next = successor();
  EXPECT_EQ(update_as(own, {ids[0], DeliveryState::sending}), ErrorKind::conflict);
  EXPECT_EQ(trace_of(ids[0]), "pending");
  EXPECT_EQ(update_as(next, {ids[0], DeliveryState::sending}), kDone);
  EXPECT_EQ(trace_of(ids[0]), "sending");
}

TEST_P(LeaseContract, OneStaleUpdateOfSeveralChangesNothing) {
  Message elsewhere = short_message("b");
  elsewhere.peer = elsewhere.sender = "+1999";
  TurnCommit theirs = commit_of(accepted(*store_, elsewhere));
  theirs.deliveries[0].peer = elsewhere.peer;
  const DeliveryId free = committed(*store_, theirs).at(0);
  const DeliveryId taken =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).at(0);
  successor();
  const std::vector<DeliveryUpdate> both{{free, DeliveryState::sending},
                                         {taken, DeliveryState::sending}};
  EXPECT_EQ(kind_of(wait(journal().update(both))), ErrorKind::conflict);
  EXPECT_EQ(trace_of(free), "pending");
  EXPECT_EQ(trace_of(taken), "pending");
}

TEST_P(LeaseContract, TheDeliveriesOfACommitAreItsOwners) {
  const Epoch own = journal().epoch();
  const Epoch next = successor();
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.epoch = next;
  const DeliveryId id = committed(*store_, commit).at(0);
  EXPECT_EQ(update_as(own, {id, DeliveryState::sending}), ErrorKind::conflict);
  EXPECT_EQ(update_as(next, {id, DeliveryState::sending}), kDone);
}

TEST_P(LeaseContract, AReportIsNotFenced) {
  const DeliveryId id = committed(*store_, commit_of(accepted(*store_, short_message("a")))).at(0);
  successor();
  ReceiptUpdate report;
  report.channel = "whatsapp";
  report.delivery = id;
  report.status = ReceiptStatus::delivered;
  EXPECT_TRUE(wait(journal().report(report)));
}

}  // namespace
}  // namespace yak::store_contract
