// SPDX-License-Identifier: Apache-2.0
#include "daemon/recovery/watch.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <filesystem>

#include "unit/delivery/engine.hpp"

namespace yak::daemon {
namespace {

using namespace std::chrono_literals;
using testing::Engine;

/// A channel whose `catch_up` never ends.
class HangingChannel final : public Channel {
 public:
  explicit HangingChannel(Clock& clock) : clock_(clock) {}
  task<result<void>> start() override { co_return result<void>(); }
  [[nodiscard]] Capabilities capabilities() const override { return {}; }
  task<SendOutcome> send(const Delivery& /*delivery*/) override { co_return SendOutcome(); }
  task<result<std::size_t>> catch_up(WallTime /*since*/) override {
    ++calls;
    while (true) co_await clock_.sleep(1min);
  }
  task<void> stop() override { co_return; }

  int calls = 0;

 private:
  Clock& clock_;
};

class WatchTest : public ::testing::Test {
 protected:
  void start(std::optional<WallTime> away_since = {}) {
    health_.set_started();
    boost::asio::co_spawn(engine_.loops.loop(0), watch_.run(away_since), boost::asio::detached);
    engine_.settle();
  }
  /// The watch must outlive its coroutines.
  void TearDown() override {
    watch_.stop();
    engine_.advance(2s);
  }
  [[nodiscard]] std::optional<std::string> mark() const {
    return engine_.store.value("daemon", "alive_at");
  }
  [[nodiscard]] std::size_t catch_ups() const { return engine_.channel.caught_up().size(); }
  void break_store() { engine_.store.fail_with(error(ErrorKind::unavailable, "disk full")); }

  Engine engine_;
  delivery::Gate gate_;
  monitor::Health health_{engine_.store, engine_.clock,
                          std::filesystem::temp_directory_path().string(), 1};
  std::unique_ptr<KeyValue> keys_ = engine_.store.kv(AliveMark::kSpace);
  Watch watch_{health_, gate_, engine_, *keys_, engine_.clock, engine_.log};
};

TEST_F(WatchTest, CatchesUpSinceTheLastRun) {
  const WallTime away = engine_.clock.now() - 2h;
  start(away);
  ASSERT_EQ(catch_ups(), 1U);
  EXPECT_EQ(engine_.channel.caught_up()[0], away - 2min);
  engine_.advance(10min);
  EXPECT_EQ(catch_ups(), 1U);
}

TEST_F(WatchTest, CatchesUpOnNothingAtTheFirstStart) {
  start();
  engine_.advance(1min);
  EXPECT_EQ(catch_ups(), 0U);
}

TEST_F(WatchTest, UpdatesTheAliveMark) {
  start();
  const auto first = mark();
  ASSERT_TRUE(first);
  engine_.advance(20s);
  EXPECT_EQ(mark(), first);
  engine_.advance(20s);
  EXPECT_NE(mark(), first);
}

TEST_F(WatchTest, TriesAgainAndKeepsTheOldMarkUntilItHasCaughtUp) {
  engine_.channel.script_catch_up(error(ErrorKind::unavailable, "no network"));
  engine_.channel.script_catch_up(error(ErrorKind::unavailable, "no network"));
  start(engine_.clock.now() - 2h);
  EXPECT_FALSE(mark());
  engine_.advance(11s);
  EXPECT_EQ(catch_ups(), 2U);
  engine_.advance(10s);
  EXPECT_EQ(catch_ups(), 2U);
  engine_.advance(11s);
  EXPECT_EQ(catch_ups(), 3U);
  engine_.advance(6s);
  EXPECT_TRUE(mark());
}

TEST_F(WatchTest, CatchesUpAfterAGapInReadiness) {
  start();
  engine_.advance(20s);
  const WallTime before = engine_.clock.now();
  break_store();
  engine_.advance(5min);
  EXPECT_EQ(catch_ups(), 0U);
  engine_.store.fail_with(std::nullopt);
  engine_.advance(6s);
  ASSERT_EQ(catch_ups(), 1U);
  EXPECT_LE(engine_.channel.caught_up()[0], before);
  EXPECT_GE(engine_.channel.caught_up()[0], before - 3min);
}

TEST_F(WatchTest, ChecksTheStoreWhileAChannelCatchesUp) {
  HangingChannel hanging(engine_.clock);
  engine_.other_channel = &hanging;
  start(engine_.clock.now() - 2h);
  ASSERT_EQ(hanging.calls, 1);
  break_store();
  engine_.advance(10s);
  EXPECT_TRUE(engine_.log.contains("not ready: messages are refused"));
  engine_.store.fail_with(std::nullopt);
  engine_.advance(6s);
  EXPECT_TRUE(engine_.log.contains("ready again seconds="));
  EXPECT_EQ(hanging.calls, 1);
  EXPECT_FALSE(mark());
}

TEST_F(WatchTest, CancelsACatchUpThatHangs) {
  HangingChannel hanging(engine_.clock);
  engine_.other_channel = &hanging;
  start(engine_.clock.now() - 2h);
  engine_.advance(16min);
  EXPECT_EQ(hanging.calls, 2);
  EXPECT_TRUE(engine_.log.contains("catch_up did not end in time"));
  watch_.stop();
  engine_.advance(2s);
  EXPECT_EQ(engine_.clock.sleepers(), 0U);
}

TEST_F(WatchTest, CatchesUpAfterRefusedMessages) {
  start();
  engine_.advance(20s);
  gate_.note_refused(engine_.clock.now());
  engine_.advance(6s);
  EXPECT_EQ(catch_ups(), 1U);
}

TEST_F(WatchTest, ClosesTheGateWhileTheDiskIsNearlyFull) {
  monitor::Health full(engine_.store, engine_.clock,
                       std::filesystem::temp_directory_path().string(), std::uint64_t{1} << 62U);
  full.set_started();
  Watch watch(full, gate_, engine_, *keys_, engine_.clock, engine_.log);
  boost::asio::co_spawn(engine_.loops.loop(0), watch.run({}), boost::asio::detached);
  engine_.settle();
  EXPECT_FALSE(gate_.is_open());
  EXPECT_FALSE(mark());
  watch.stop();
  engine_.advance(2s);
}

TEST_F(WatchTest, EndsWhenItIsStopped) {
  start();
  watch_.stop();
  engine_.advance(2s);
  EXPECT_EQ(engine_.clock.sleepers(), 0U);
}

TEST(Health, IsNotReadyOnAFullDiskWhateverTheFloor) {
  EXPECT_FALSE(monitor::Health::diagnose_disk(0, 0).passed);
  EXPECT_FALSE(monitor::Health::diagnose_disk(monitor::Health::kLeastFree - 1, 0).passed);
  EXPECT_TRUE(monitor::Health::diagnose_disk(monitor::Health::kLeastFree, 0).passed);
  EXPECT_FALSE(
      monitor::Health::diagnose_disk(monitor::Health::kLeastFree, 2 * monitor::Health::kLeastFree)
          .passed);
}

TEST_F(WatchTest, LogsWhyItIsNotReady) {
  start();
  engine_.store.fail_with(error(ErrorKind::unavailable, "/var/lib/yak/yak.db: disk full"));
  engine_.advance(10s);
  EXPECT_TRUE(engine_.log.contains("store: /var/lib/yak/yak.db: disk full"));
}

}  // namespace
}  // namespace yak::daemon
