// SPDX-License-Identifier: Apache-2.0
#include "console/mailbox.hpp"

#include <gtest/gtest.h>

namespace yak::console {
namespace {

Delivery to(const std::string& user) {
  Delivery delivery;
  delivery.peer = user;
  return delivery;
}

TEST(Mailboxes, GiveEachUserTheirOwnMessagesOnce) {
  Mailboxes boxes;
  const auto first = boxes.post(to("ann"));
  boxes.post(to("bob"));
  EXPECT_EQ(boxes.take("ann").size(), 1U);
  EXPECT_TRUE(boxes.take("ann").empty());
  EXPECT_EQ(boxes.take("bob").size(), 1U);
  EXPECT_FALSE(boxes.withdraw(first));
}

TEST(Mailboxes, AWithdrawnMessageIsNotGiven) {
  Mailboxes boxes;
  EXPECT_TRUE(boxes.withdraw(boxes.post(to("ann"))));
  EXPECT_TRUE(boxes.take("ann").empty());
}

TEST(Mailboxes, AFullMailboxRefusesMessages) {
  Mailboxes boxes;
  for (std::size_t i = 0; i < Mailboxes::kMaxWaiting; ++i) EXPECT_TRUE(boxes.post(to("ann")));
  EXPECT_FALSE(boxes.post(to("ann")));
  EXPECT_TRUE(boxes.post(to("bob")));
}

TEST(Mailboxes, AReaderIsWokenByMessagesAndByANewerReader) {
  Mailboxes boxes;
  const auto old = boxes.announce("ann");
  EXPECT_FALSE(old->is_set());
  const auto reader = boxes.announce("ann");
  EXPECT_TRUE(old->is_set());
  boxes.post(to("ann"));
  EXPECT_TRUE(reader->is_set());
  EXPECT_TRUE(boxes.announce("ann")->is_set());
}

TEST(TakenLetters, AreNotShownIfNoResponseTakesThemToTheirReader) {
  Mailboxes boxes;
  const auto lost = boxes.post(to("ann"));
  {
    const TakenLetters taken(boxes.take("ann"));
  }
  EXPECT_TRUE(lost->settled.is_set());
  EXPECT_FALSE(lost->shown);
}

TEST(TakenLetters, AreSettledOnce) {
  Mailboxes boxes;
  const auto shown = boxes.post(to("ann"));
  {
    TakenLetters taken(boxes.take("ann"));
    taken.settle(true);
  }
  EXPECT_TRUE(shown->shown);
}

}  // namespace
}  // namespace yak::console
