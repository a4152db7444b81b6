// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_committer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>

#include "conversation/turns/reply_pieces.hpp"
#include "unit/delivery/engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using delivery::InlineTicket;
using ::testing::SizeIs;
using Ids = std::optional<TurnCommitter::Committed>;

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
  EXPECT_THAT(fixture.ids->ids, SizeIs(1));
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
  fixture.committer.deliver(std::move(committed), Ids({{id}}), nullptr);
  fixture.engine.settle();
  ASSERT_THAT(fixture.engine.channel.sent(), SizeIs(1));
  EXPECT_EQ(fixture.engine.channel.sent().front().id, id);
  ASSERT_TRUE(fixture.ticket.claim());
  fixture.committer.deliver({fixture.delivery()}, Ids({{12}}), &fixture.ticket);
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

TEST(TurnCommitter, LogsThatAStoreReturnedAWrongNumberOfIds) {
  CommitterFixture fixture;
  ASSERT_TRUE(fixture.ticket.claim());
  fixture.committer.deliver({fixture.delivery()}, Ids({{1, 2}}), &fixture.ticket);
  fixture.engine.run([&]() -> task<void> { EXPECT_EQ(co_await fixture.ticket.wait(), nullptr); });
  EXPECT_EQ(fixture.engine.log.count(LogLevel::error), 1U);
  EXPECT_TRUE(fixture.engine.log.contains("message=" + std::to_string(fixture.entry.message)));
}

/// A store that takes only ends without writes, of one short delivery.
class NarrowJournal final : public Journal {
 public:
  explicit NarrowJournal(Journal& wide) : wide_(wide) {}

  [[nodiscard]] Epoch epoch() const noexcept override { return wide_.epoch(); }
  task<result<Epoch>> take_epoch() override { return wide_.take_epoch(); }
  task<result<Lease>> claim(ConversationKey conversation, Epoch epoch,
                            std::chrono::milliseconds span) override {
    return wide_.claim(std::move(conversation), epoch, span);
  }
  task<result<Lease>> renew(Lease lease, std::chrono::milliseconds span) override {
    return wide_.renew(std::move(lease), span);
  }
  task<result<AcceptResult>> accept(const Message& message) override {
    return wide_.accept(message);
  }
  task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) override {
    if (commit.deliveries.front().content.text.size() < 100) return wide_.commit(std::move(commit));
    return refuse();
  }
  task<result<void>> step(JournalStep step) override { return wide_.step(std::move(step)); }
  task<result<std::vector<JournalStep>>> steps(MessageId message) override {
    return wide_.steps(message);
  }
  task<result<void>> write(Batch batch) override { return wide_.write(std::move(batch)); }
  task<result<void>> update(std::vector<DeliveryUpdate> changes) override {
    return wide_.update(std::move(changes));
  }
  task<result<ReportResult>> report(const ReceiptUpdate& report) override {
    return wide_.report(report);
  }
  task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) override {
    return wide_.resume_messages(after, limit);
  }
  task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) override {
    return wide_.resume_deliveries(after, limit);
  }

 private:
  static task<result<std::vector<DeliveryId>>> refuse() {
    co_return error(ErrorKind::too_large, "a value of more than 100 bytes");
  }

  Journal& wide_;
};

TEST(TurnCommitter, ApologisesInPlaceOfAnEndThatTheStoreCannotWrite) {
  CommitterFixture fixture;
  NarrowJournal narrow(fixture.engine.store);
  TurnCommitter committer({narrow, *fixture.engine.outbox, *fixture.engine.inline_replies,
                           fixture.engine.clock, fixture.engine.log});
  fixture.entry.deliveries.front().content.text = std::string(200, 'x');
  fixture.entry.deliveries.push_back(fixture.delivery());
  InlineTicket* none = nullptr;
  Ids committed;
  fixture.engine.run(
      [&]() -> task<void> { committed = co_await committer.commit(fixture.entry, none); });
  ASSERT_TRUE(committed);
  EXPECT_FALSE(committed->is_whole);
  EXPECT_THAT(committed->ids, SizeIs(1));
  ASSERT_THAT(fixture.engine.store.deliveries(), SizeIs(1));
  EXPECT_EQ(fixture.engine.store.deliveries().front().content.text, kTurnFailedText);
  EXPECT_EQ(fixture.engine.store.state_of(fixture.entry.message), MessageState::done);
}

TEST(TurnCommitter, GivesUpATurnWhoseMessageIsGone) {
  CommitterFixture fixture;
  InlineTicket* none = nullptr;
  fixture.engine.store.fail_with(error(ErrorKind::not_found, "no"));
  fixture.begin_commit(none);
  EXPECT_TRUE(fixture.ended);
  EXPECT_TRUE(fixture.engine.log.contains("its message is no longer in the store"));
}

TEST(TurnCommitter, AStopEndsALongPauseSoon) {
  CommitterFixture fixture;
  InlineTicket* none = nullptr;
  fixture.engine.store.fail_with(error(ErrorKind::internal, "broken"));
  fixture.begin_commit(none);
  fixture.engine.advance(std::chrono::minutes(2));
  ASSERT_FALSE(fixture.ended);
  fixture.committer.stop();
  fixture.engine.advance(std::chrono::seconds(1));
  EXPECT_TRUE(fixture.ended);
}

TEST(TurnCommitter, GivesUpACommitThatTheStoreCannotWriteAtAll) {
  for (const ErrorKind kind : {ErrorKind::too_large, ErrorKind::invalid}) {
    CommitterFixture fixture;
    InlineTicket* none = nullptr;
    fixture.engine.store.fail_with(error(kind, "no"));
    fixture.begin_commit(none);
    EXPECT_TRUE(fixture.ended) << to_string(kind);
    EXPECT_FALSE(fixture.ids) << to_string(kind);
    EXPECT_TRUE(fixture.engine.log.contains("runs again at the next start")) << to_string(kind);
  }
}

}  // namespace
}  // namespace yak::conversation
