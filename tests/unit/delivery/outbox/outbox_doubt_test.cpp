// SPDX-License-Identifier: Apache-2.0
// Sends whose outcome is unknown: look-ups, callbacks, and changes of the wall clock meanwhile.

#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using testing::Engine;

class OutboxDoubt : public ::testing::Test {
 protected:
  Delivery send_unknown() {
    engine_.channel.script(SendOutcome::unknown("reset"));
    std::vector<Delivery> deliveries = engine_.commit("+1", {"one"});
    const Delivery delivery = deliveries.front();
    engine_.outbox->enqueue(std::move(deliveries));
    engine_.settle();
    return delivery;
  }
  void look(Lookup::Kind kind) {
    Lookup lookup;
    lookup.kind = kind;
    lookup.receipt = kind == Lookup::Kind::found ? "SM5" : "";
    engine_.channel.script_lookup(lookup);
  }
  void confirm(const Delivery& delivery) {
    engine_.outbox->confirm(delivery.conversation(), delivery.id, "SM7");
    engine_.settle();
  }
  [[nodiscard]] double value(const char* name, const std::string& result = {}) const {
    if (result.empty()) return engine_.metrics.value(name);
    return engine_.metrics.value(name, {{"result", result}});
  }

  Engine engine_;
};

TEST_F(OutboxDoubt, IsLookedUpUntilItIsFound) {
  send_unknown();
  look(Lookup::Kind::absent);
  look(Lookup::Kind::unknown);
  look(Lookup::Kind::found);
  engine_.advance(9s);
  EXPECT_EQ(engine_.channel.looked_up().size(), 2U);
  EXPECT_EQ(value("yak_send_in_doubt"), 1);
  engine_.advance(1s);
  EXPECT_EQ(engine_.channel.sent().size(), 1U);
  EXPECT_EQ(engine_.store.deliveries().front().receipt, "SM5");
  EXPECT_EQ(value("yak_send_in_doubt"), 0);
  EXPECT_EQ(value("yak_send_reconciled_total", "found"), 1);
}

TEST_F(OutboxDoubt, SendsAgainIfAbsentAndDoesNotCountAResend) {
  send_unknown();
  for (int i = 0; i < 4; ++i) look(Lookup::Kind::absent);
  engine_.advance(30s);
  EXPECT_EQ(engine_.channel.sent().size(), 2U);
  EXPECT_EQ(value("yak_send_resent_total"), 0);
  EXPECT_EQ(value("yak_send_reconciled_total", "absent"), 1);
}

TEST_F(OutboxDoubt, EndsAtOnceWhenACallbackNamesTheDelivery) {
  const Delivery delivery = send_unknown();
  engine_.outbox->enqueue(engine_.commit("+1", {"two"}));
  engine_.settle();
  EXPECT_EQ(engine_.channel.sent().size(), 1U);
  confirm(delivery);
  EXPECT_EQ(engine_.channel.sent().size(), 2U);
  EXPECT_EQ(engine_.channel.sent().back().content.text, "two");
  EXPECT_TRUE(engine_.channel.looked_up().empty());
  EXPECT_EQ(value("yak_send_reconciled_total", "callback"), 1);
  EXPECT_EQ(value("yak_send_in_doubt"), 0);
  EXPECT_EQ(engine_.backlog.size(), 0U);
}

TEST_F(OutboxDoubt, IsNotSentAgainIfTheCallbackComesBetweenLookUps) {
  const Delivery delivery = send_unknown();
  engine_.advance(12s);
  confirm(delivery);
  engine_.advance(60s);
  EXPECT_EQ(engine_.channel.sent().size(), 1U);
}

TEST_F(OutboxDoubt, ACallbackReplacesAnAnswerThatNeverComes) {
  engine_.channel.delay = 10s;
  const Delivery delivery = send_unknown();
  confirm(delivery);
  engine_.advance(60s);
  EXPECT_EQ(engine_.channel.sent().size(), 1U);
  EXPECT_TRUE(engine_.channel.looked_up().empty());
  EXPECT_EQ(engine_.outbox->active(), 0U);
  EXPECT_EQ(engine_.backlog.size(), 0U);
}

TEST_F(OutboxDoubt, ACallbackEndsThePauseBeforeARetry) {
  engine_.channel.script(SendOutcome::retry("429", 600s));
  std::vector<Delivery> deliveries = engine_.commit("+1", {"one"});
  const Delivery delivery = deliveries.front();
  engine_.outbox->enqueue(std::move(deliveries));
  engine_.settle();
  confirm(delivery);
  engine_.advance(900s);
  EXPECT_EQ(engine_.channel.sent().size(), 1U);
}

TEST_F(OutboxDoubt, ACallbackForAnotherDeliveryIsIgnored) {
  const Delivery delivery = send_unknown();
  engine_.outbox->confirm(delivery.conversation(), delivery.id + 1, "SM7");
  engine_.outbox->confirm(ConversationKey("fake", "+9"), delivery.id, "SM7");
  engine_.settle();
  EXPECT_EQ(value("yak_send_in_doubt"), 1);
}

TEST_F(OutboxDoubt, EndsWhenTheDeliveryIsErased) {
  send_unknown();
  ASSERT_EQ(value("yak_send_in_doubt"), 1);
  engine_.run([&]() -> task<void> { co_await engine_.store.erase({"fake", {"+1"}}, {}); });
  engine_.outbox->forget({"fake", "+1"});
  engine_.settle();
  EXPECT_EQ(value("yak_send_in_doubt"), 0);
  EXPECT_EQ(engine_.backlog.size(), 0U);
}

TEST_F(OutboxDoubt, EndsHereWhenANewerOwnerTakesTheDelivery) {
  send_unknown();
  engine_.run([&]() -> task<void> {
    const auto epoch = co_await engine_.store.take_epoch();
    const auto lease = co_await engine_.store.claim({"fake", "+1"}, *epoch, 1h);
    EXPECT_TRUE(lease);
  });
  engine_.advance(9s);
  EXPECT_EQ(engine_.channel.looked_up().size(), 1U);
  EXPECT_EQ(value("yak_send_in_doubt"), 0);
  EXPECT_EQ(engine_.backlog.size(), 0U);
}

TEST_F(OutboxDoubt, AResumedDoubtWithAReceiptNeedsNoLookUp) {
  Delivery delivery = engine_.commit("+1", {"one"}).front();
  delivery.state = DeliveryState::in_doubt;
  delivery.receipt = "SM8";
  engine_.outbox->resume({delivery});
  engine_.settle();
  EXPECT_TRUE(engine_.channel.looked_up().empty());
  EXPECT_EQ(engine_.store.deliveries().front().state, DeliveryState::sent);
}

TEST_F(OutboxDoubt, AHeldDeliveryDoesNotBlockTheConversation) {
  RetryPolicy policy;
  policy.hold = true;
  engine_.use(policy);
  send_unknown();
  engine_.outbox->enqueue(engine_.commit("+1", {"two"}));
  engine_.advance(30s);
  EXPECT_EQ(engine_.store.deliveries().front().state, DeliveryState::dead);
  EXPECT_EQ(engine_.channel.sent().back().content.text, "two");
  EXPECT_EQ(value("yak_send_resent_total"), 0);
}

TEST_F(OutboxDoubt, AWallClockStepExpiresAndDelaysNothing) {
  for (const auto jump : {-24h * 3650, -1h, 1h, 24h * 3650}) {
    Engine engine;
    engine.channel.script(SendOutcome::retry("429", 30s));
    engine.outbox->enqueue(engine.commit("+1", {"one"}));
    engine.settle();
    engine.clock.set_now(engine.clock.now() + jump);
    engine.advance(31s);
    EXPECT_EQ(engine.channel.sent().size(), 2U);
    EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::sent);
  }
}

TEST_F(OutboxDoubt, AWallClockStepBetweenCommitAndOutboxExpiresNothing) {
  for (const auto jump : {-24h * 3650, 24h * 3650}) {
    Engine engine;
    std::vector<Delivery> deliveries = engine.commit("+1", {"one"});
    engine.clock.set_now(engine.clock.now() + jump);
    engine.outbox->enqueue(std::move(deliveries));
    engine.settle();
    EXPECT_EQ(engine.channel.sent().size(), 1U);
  }
}

TEST_F(OutboxDoubt, ANextAttemptFarInTheFutureIsCorrected) {
  Delivery delivery = engine_.commit("+1", {"one"}).front();
  delivery.next_at = engine_.clock.now() + 24h * 3650;
  engine_.outbox->resume({delivery});
  engine_.advance(61min);
  EXPECT_EQ(engine_.channel.sent().size(), 1U);
}

}  // namespace
}  // namespace yak::delivery
