// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/step_recorder.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using testing::Engine;
using Outcome = StepRecorder::Outcome;

struct RecorderFixture {
  void record(const DeliveryStep& first, const std::vector<DeliveryStep>& later = {}) {
    auto work = [this, first, later]() -> task<void> {
      outcome = co_await recorder.record(first, later);
    };
    boost::asio::co_spawn(engine.loops.loop(0), std::move(work), boost::asio::detached);
    engine.settle();
  }
  static DeliveryStep dead_step(DeliveryId id) {
    DeliveryStep step;
    step.update = DeliveryUpdate(id, DeliveryState::dead);
    return step;
  }

  Engine engine;
  OutboxServices services{engine.store,
                          engine,
                          engine.clock,
                          engine.random,
                          engine.backlog,
                          engine.reporter,
                          ReplyWindow(engine.store, engine.clock)};
  StepRecorder recorder{services};
  std::optional<Outcome> outcome;
};

TEST(StepRecorder, RecordsAStepWithThoseOfLaterPartsInOneWrite) {
  RecorderFixture fixture;
  const auto parts = fixture.engine.commit("+1", {"one", "two"});
  fixture.record(RecorderFixture::dead_step(parts[0].id),
                 {RecorderFixture::dead_step(parts[1].id)});
  EXPECT_EQ(fixture.outcome, Outcome::recorded);
  EXPECT_EQ(fixture.engine.store.updates(), 1);
  for (const Delivery& row : fixture.engine.store.deliveries()) {
    EXPECT_EQ(row.state, DeliveryState::dead);
  }
}

TEST(StepRecorder, ALaterPartThatIsGoneHidesNoStepOfTheOthers) {
  RecorderFixture fixture;
  const auto parts = fixture.engine.commit("+1", {"one", "two"});
  fixture.record(RecorderFixture::dead_step(parts[0].id),
                 {RecorderFixture::dead_step(4711), RecorderFixture::dead_step(parts[1].id)});
  EXPECT_EQ(fixture.outcome, Outcome::recorded);
  for (const Delivery& row : fixture.engine.store.deliveries()) {
    EXPECT_EQ(row.state, DeliveryState::dead);
  }
}

TEST(StepRecorder, AnErasedDeliveryIsGone) {
  RecorderFixture fixture;
  fixture.record(RecorderFixture::dead_step(4711));
  EXPECT_EQ(fixture.outcome, Outcome::gone);
  EXPECT_EQ(fixture.engine.log.count(LogLevel::error), 0U);
}

TEST(StepRecorder, ADeliveryOfANewerOwnerIsGone) {
  RecorderFixture fixture;
  const auto parts = fixture.engine.commit("+1", {"one"});
  fixture.engine.run([&]() -> task<void> {
    const auto epoch = co_await fixture.engine.store.take_epoch();
    (co_await fixture.engine.store.claim({"fake", "+1"}, *epoch, 1min)).value();
  });
  fixture.record(RecorderFixture::dead_step(parts[0].id));
  EXPECT_EQ(fixture.outcome, Outcome::gone);
  EXPECT_EQ(fixture.engine.log.count(LogLevel::warn), 1U);
}

TEST(StepRecorder, TriesAgainUntilTheJournalWrites) {
  RecorderFixture fixture;
  const auto parts = fixture.engine.commit("+1", {"one"});
  fixture.engine.store.fail_with(error(ErrorKind::unavailable, "the disk is full"));
  fixture.record(RecorderFixture::dead_step(parts[0].id));
  fixture.engine.advance(3s);
  EXPECT_FALSE(fixture.outcome);
  fixture.engine.store.fail_with(std::nullopt);
  fixture.engine.advance(1s);
  EXPECT_EQ(fixture.outcome, Outcome::recorded);
}

TEST(StepRecorder, EndsItsRetriesWhenTheOutboxStops) {
  RecorderFixture fixture;
  const auto parts = fixture.engine.commit("+1", {"one"});
  fixture.engine.store.fail_with(error(ErrorKind::unavailable, "the disk is full"));
  fixture.record(RecorderFixture::dead_step(parts[0].id));
  fixture.services.stopping = true;
  fixture.engine.advance(1s);
  EXPECT_EQ(fixture.outcome, Outcome::stopped);
}

}  // namespace
}  // namespace yak::delivery
