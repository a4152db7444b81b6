// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_inbox.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_next.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::testing {
namespace {

using namespace std::chrono_literals;

TEST(FakeInbox, RecognizesADuplicate) {
  FakeInbox inbox;
  const Message message = message_of("whatsapp", "+1", "hi");
  const auto first = run(inbox.accept(message, 0ms));
  const auto again = run(inbox.accept(message, 0ms));
  EXPECT_FALSE(first->duplicate);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(inbox.messages().size(), 1U);
}

TEST(FakeInbox, OffersTheScriptedInlineReply) {
  FakeInbox inbox;
  Delivery delivery;
  delivery.content.text = "inline";
  inbox.answer_inline(delivery);
  const auto accepted = run(inbox.accept(message_of("whatsapp", "+1", "hi"), 8s));
  ASSERT_TRUE(accepted->reply);
  const auto offered = run(accepted->reply->wait());
  ASSERT_TRUE(offered);
  EXPECT_EQ(offered->content.text, "inline");
  accepted->reply->written(true);
  EXPECT_EQ(inbox.written(), std::vector<bool>{true});

  const auto late = run(inbox.accept(message_of("whatsapp", "+1", "hi"), 8s));
  EXPECT_FALSE(run(late->reply->wait()));
}

TEST(FakeInbox, FailsIfScripted) {
  FakeInbox inbox;
  inbox.fail_next(error(ErrorKind::unavailable, "full"));
  const Message message = message_of("whatsapp", "+1", "hi");
  EXPECT_EQ(run(inbox.accept(message, 0ms)).error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(run(inbox.accept(message, 0ms)));
}

}  // namespace
}  // namespace yak::testing
