// SPDX-License-Identifier: Apache-2.0
#include "conversation/lanes/join_rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pending.hpp"

namespace yak::conversation {
namespace {

using ::testing::ElementsAre;
using testing::pending;

std::shared_ptr<delivery::InlineTicket> ticket() {
  static testing::ManualClock clock;
  return std::make_shared<delivery::InlineTicket>(clock, MonotonicTime::max(),
                                                  [](const Delivery&, MonotonicTime, bool) {});
}

TEST(JoinRule, ATurnIsTheNewestMessageWithTheOlderTextsBeforeItsOwn) {
  auto turn = join(join(pending(1, "one"), pending(2, "two")), pending(3, "three"));
  EXPECT_EQ(turn->turn.message.id, 3);
  EXPECT_EQ(turn->turn.message.external_id, "m3");
  EXPECT_EQ(turn->turn.message.raw_text, "one\ntwo\nthree");
  EXPECT_EQ(turn->turn.message.text, "one\ntwo\nthree");
  EXPECT_THAT(turn->joined, ElementsAre(1, 2));
  EXPECT_EQ(turn->messages(), 3U);
}

TEST(JoinRule, AMessageWithoutTextAddsNoLine) {
  auto turn = join(join(pending(1, ""), pending(2, "two")), pending(3, ""));
  EXPECT_EQ(turn->turn.message.text, "two");
}

TEST(JoinRule, AttachmentsKeepTheirOrder) {
  auto first = pending(1, "a");
  first->turn.message.attachments = {{"u1", "", ""}, {"u2", "", ""}};
  auto second = pending(2, "b");
  second->turn.message.attachments = {{"u3", "", ""}};
  const auto turn = join(std::move(first), std::move(second));
  ASSERT_EQ(turn->turn.message.attachments.size(), 3U);
  EXPECT_EQ(turn->turn.message.attachments[0].url, "u1");
  EXPECT_EQ(turn->turn.message.attachments[2].url, "u3");
}

TEST(JoinRule, TheNewestTicketIsKeptAndOlderOnesAreReleased) {
  auto first = pending(1, "a");
  auto second = pending(2, "b");
  const auto older = first->ticket = ticket();
  const auto newer = second->ticket = ticket();
  auto turn = join(std::move(first), std::move(second));
  EXPECT_FALSE(older->claim());
  EXPECT_EQ(turn->ticket, newer);
  turn = join(std::move(turn), pending(3, "c"));
  EXPECT_EQ(turn->ticket, newer);
  EXPECT_TRUE(newer->claim());
}

TEST(JoinRule, JoinsOnlyMessagesOfOneSenderToOneAddress) {
  const auto first = pending(1, "a");
  auto other = pending(2, "b");
  other->turn.message.sender = "+2";
  EXPECT_FALSE(JoinRule(*first).admit(*other));
  other = pending(3, "c");
  other->turn.message.to = "+9";
  EXPECT_FALSE(JoinRule(*first).admit(*other));
  EXPECT_TRUE(JoinRule(*first).admit(*pending(4, "d")));
}

TEST(JoinRule, AMessageWithBlameIsNotJoined) {
  const auto innocent = pending(1, "a");
  const auto suspect = pending(2, "b");
  suspect->turn.message.suspicion = 1;
  EXPECT_FALSE(JoinRule(*innocent).admit(*suspect));
  EXPECT_FALSE(JoinRule(*suspect).admit(*innocent));
}

TEST(JoinRule, CountAndBytesAreBounded) {
  auto turn = pending(1, "x");
  for (MessageId id = 2; id <= static_cast<MessageId>(JoinRule::kMaxMessages); ++id) {
    auto next = pending(id, "x");
    ASSERT_TRUE(JoinRule(*turn).admit(*next));
    turn = join(std::move(turn), std::move(next));
  }
  EXPECT_FALSE(JoinRule(*turn).admit(*pending(100, "x")));

  const std::string half(JoinRule::kMaxBytes / 4 + 1, 'x');  // raw_text and text both count
  EXPECT_FALSE(JoinRule(*pending(1, half)).admit(*pending(2, half)));
  EXPECT_TRUE(JoinRule(*pending(1, half)).admit(*pending(2, "x")));
}

TEST(JoinRule, AdmittedSizesAddUp) {
  const auto first = pending(1, "x");
  const std::string third(JoinRule::kMaxBytes / 6 + 2, 'x');
  const auto long_one = pending(2, third);
  JoinRule joining(*first);
  EXPECT_TRUE(joining.admit(*long_one));
  EXPECT_TRUE(joining.admit(*long_one));
  EXPECT_FALSE(joining.admit(*long_one));
}

}  // namespace
}  // namespace yak::conversation
