// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_committer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>

#include "unit/delivery/engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using delivery::InlineTicket;
using ::testing::SizeIs;
using Ids = std::optional<std::vector<DeliveryId>>;

/// A message that the journal has, with the end of its turn.
struct CommitterFixture {
  CommitterFixture() {
    Message message;
    message.channel = "fake";
    message.external_id = "m1";
    message.peer = message.sender = "+1";
    engine.run(
        [&]() -> task<void> { entry.message = (co_await engine.store.accept(message))->id; });
    entry.deliveries.push_back(delivery());
  }

  [[nodiscard]] Delivery delivery() const {
    Delivery made;
    made.message = entry.message;
    made.channel = "fake";
    made.peer = "+1";
    made.content.text = "answer";
    made.created_at = made.next_at = engine.clock.now();
    return made;
  }

  /// Begins a commit; `ids` and `ended` are set when it ends.
  void begin_commit(InlineTicket*& claimed) {
    auto work = [this, &claimed]() -> task<void> {
      ids = co_await committer.commit(entry, claimed);
      ended = true;
    };
    boost::asio::co_spawn(engine.loops.loop(0), std::move(work), boost::asio::detached);
    engine.settle();
  }

  testing::Engine engine;
  TurnCommitter committer{
      {engine.store, *engine.outbox, *engine.inline_replies, engine.clock, engine.log}};
  InlineTicket ticket{engine.clock, MonotonicTime::max(),
                      [](const Delivery&, MonotonicTime, bool) {}};
  TurnCommit entry;
  Ids ids;
  bool ended = false;
};

TEST(TurnCommitter, TriesAgainAndReleasesTheWebhookWhileTheStoreFails) {
  CommitterFixture fixture;
  ASSERT_TRUE(fixture.ticket.claim());
  fixture.entry.deliveries.front().state = DeliveryState::sending;
  InlineTicket* claimed = &fixture.ticket;
  fixture.engine.store.fail_with(error(ErrorKind::unavailable, "the disk is full"));
  fixture.begin_commit(claimed);
  EXPECT_FALSE(fixture.ended);
  EXPECT_EQ(claimed, nullptr);
  EXPECT_EQ(fixture.entry.deliveries.front().state, DeliveryState::pending);
  EXPECT_EQ(fixture.entry.deliveries.front().attempts, 0);
  fixture.engine.store.fail_with(std::nullopt);
  fixture.engine.advance(1s);
  EXPECT_TRUE(fixture.ended);
  ASSERT_TRUE(fixture.ids);
  EXPECT_THAT(*fixture.ids, SizeIs(1));
}

TEST(TurnCommitter, EndsWithoutACommitAfterAConflict) {
  CommitterFixture fixture;
  InlineTicket* none = nullptr;
  fixture.begin_commit(none);
  EXPECT_TRUE(fixture.ids);
  fixture.ended = false;
  fixture.begin_commit(none);
  EXPECT_TRUE(fixture.ended);
  EXPECT_FALSE(fixture.ids);
}

TEST(TurnCommitter, EndsItsRetriesWhenTheDaemonStops) {
  CommitterFixture fixture;
  InlineTicket* none = nullptr;
  fixture.engine.store.fail_with(error(ErrorKind::unavailable, "the disk is full"));
  fixture.begin_commit(none);
  fixture.committer.stop();
  fixture.engine.advance(1s);
  EXPECT_TRUE(fixture.ended);
  EXPECT_FALSE(fixture.ids);
}

TEST(TurnCommitter, PassesDeliveriesToTheOutboxUnlessAWebhookWritesThem) {
  CommitterFixture fixture;
  std::vector<Delivery> committed = fixture.engine.commit("+1", {"one"});
  const DeliveryId id = std::exchange(committed.front().id, 0);
  fixture.committer.deliver(std::move(committed), Ids({id}), nullptr);
  fixture.engine.settle();
  ASSERT_THAT(fixture.engine.channel.sent(), SizeIs(1));
  EXPECT_EQ(fixture.engine.channel.sent().front().id, id);
  ASSERT_TRUE(fixture.ticket.claim());
  fixture.committer.deliver({fixture.delivery()}, Ids({12}), &fixture.ticket);
  fixture.engine.run([&]() -> task<void> {
    const Delivery* const written = co_await fixture.ticket.wait();
    EXPECT_NE(written, nullptr);
    if (written != nullptr) EXPECT_EQ(written->id, 12);
  });
  EXPECT_THAT(fixture.engine.channel.sent(), SizeIs(1));
}

TEST(TurnCommitter, ReleasesTheWebhookOfATurnThatWasNotCommitted) {
  CommitterFixture fixture;
  ASSERT_TRUE(fixture.ticket.claim());
  fixture.committer.deliver({fixture.delivery()}, std::nullopt, &fixture.ticket);
  fixture.engine.run([&]() -> task<void> { EXPECT_EQ(co_await fixture.ticket.wait(), nullptr); });
  EXPECT_THAT(fixture.engine.channel.sent(), SizeIs(0));
}

}  // namespace
}  // namespace yak::conversation
