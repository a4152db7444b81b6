// SPDX-License-Identifier: Apache-2.0
#include "daemon/recovery/recovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::daemon {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::Engine;

class ResumedMessages final : public delivery::MessageSink {
 public:
  void dispatch(Message message, std::shared_ptr<delivery::InlineTicket> ticket,
                delivery::Arrival arrival) override {
    EXPECT_EQ(ticket, nullptr);
    EXPECT_EQ(arrival, delivery::Arrival::resumed);
    messages.push_back(std::move(message));
  }
  std::vector<Message> messages;
};

class RecoveryTest : public ::testing::Test {
 protected:
  MessageId accept(const std::string& name) {
    Message message;
    message.channel = "fake";
    message.external_id = name;
    message.peer = "+1";
    message.received_at = engine_.clock.now();
    MessageId id = 0;
    engine_.run([&]() -> task<void> { id = (co_await engine_.store.accept(message))->id; });
    return id;
  }
  void be_alive() {
    engine_.run([&]() -> task<void> {
      EXPECT_TRUE(co_await AliveMark(*keys_).write(engine_.clock.now()));
    });
  }
  std::optional<WallTime> settle_clock() {
    std::optional<WallTime> since;
    engine_.run([&]() -> task<void> { since = (co_await recovery_.settle_clock()).value(); });
    return since;
  }
  void suspect(const conversation::RunningTurns::Left& left) {
    engine_.run([&]() -> task<void> { EXPECT_TRUE(co_await recovery_.add_suspicion(left)); });
  }

  Engine engine_;
  ResumedMessages sink_;
  std::unique_ptr<KeyValue> keys_ = engine_.store.kv(AliveMark::kSpace);
  Recovery recovery_{engine_.store, engine_.store,   *keys_,        *engine_.outbox,
                     sink_,         engine_.backlog, engine_.clock, engine_.log};
};

TEST_F(RecoveryTest, AFirstStartHasNoGap) { EXPECT_EQ(settle_clock(), std::nullopt); }

TEST_F(RecoveryTest, ReturnsTheLastTimeItWasAlive) {
  const WallTime alive = engine_.clock.now();
  be_alive();
  engine_.clock.advance(3h);
  EXPECT_EQ(settle_clock(), alive);
}

TEST_F(RecoveryTest, AClockStepShiftsStoredTimes) {
  for (const auto jump : {-24h * 3650, -1h, 24h * 3650}) {
    be_alive();
    accept("m" + std::to_string(jump.count()));
    const WallTime received = engine_.store.messages().back().received_at;
    engine_.clock.set_now(engine_.clock.now() + jump);
    EXPECT_EQ(settle_clock(), std::nullopt);
    EXPECT_EQ(engine_.store.messages().back().received_at, received + jump);
  }
}

TEST_F(RecoveryTest, ShiftsStoredTimesOnceAlthoughTheFirstStartsFail) {
  be_alive();
  accept("m");
  const WallTime received = engine_.store.messages().back().received_at;
  engine_.clock.set_now(engine_.clock.now() - 24h * 365);
  settle_clock();
  engine_.clock.advance(1min);
  EXPECT_TRUE(settle_clock());
  EXPECT_EQ(engine_.store.messages().back().received_at, received - 24h * 365);
}

TEST_F(RecoveryTest, BlamesACrashTenTimesAsMuchAsAKill) {
  const MessageId first = accept("a");
  const MessageId second = accept("b");
  suspect({{first}, true});
  suspect({{first, second}, false});
  EXPECT_EQ(engine_.store.messages()[0].suspicion, 11);
  EXPECT_EQ(engine_.store.messages()[1].suspicion, 1);
}

TEST_F(RecoveryTest, ResumesEverythingUnfinished) {
  engine_.commit("+2", {"one", "two"});
  const MessageId first = accept("a");
  const MessageId second = accept("b");
  ASSERT_TRUE(engine_.store.open());
  engine_.run(
      [&]() -> task<void> { EXPECT_EQ((co_await recovery_.resume_messages()).value(), 2U); });
  engine_.settle();
  EXPECT_TRUE(engine_.channel.sent().empty());
  engine_.run(
      [&]() -> task<void> { EXPECT_EQ((co_await recovery_.resume_deliveries()).value(), 2U); });
  engine_.settle();
  EXPECT_EQ(engine_.channel.sent().size(), 2U);
  std::vector<MessageId> ids;
  for (const Message& message : sink_.messages) ids.push_back(message.id);
  EXPECT_THAT(ids, ElementsAre(first, second));
  EXPECT_EQ(engine_.backlog.size(), 2U);
}

}  // namespace
}  // namespace yak::daemon
