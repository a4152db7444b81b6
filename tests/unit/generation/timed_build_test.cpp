// SPDX-License-Identifier: Apache-2.0
#include "generation/timed_build.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "unit/generation/generation_world.hpp"

namespace yak::generation {
namespace {

using testing::edited;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kBuildYaml = R"(
store: {plugin: disk}
channels:
  phone: {plugin: sms, url: a}
  poll: {plugin: poller, url: a}
providers:
  model: {plugin: brain, url: a}
middleware:
  - {plugin: limits, url: a}
assistant: {model: model/large}
)";

class TimedBuild : public ::testing::Test {
 protected:
  void start_first() {
    BuildOutcome first = world_.build(kBuildYaml);
    ASSERT_EQ(first.problems.text(), "");
    world_.publish(std::move(first));
    world_.script.take();
  }
  /// Builds with other settings of some instances: `poller` has the url `b` instead of `a`.
  BuildOutcome build_changed(const std::vector<std::string>& plugins,
                             std::stop_token stopping = {}) {
    std::string yaml = kBuildYaml;
    for (const std::string& plugin : plugins) {
      yaml = edited(yaml, plugin + ", url: a", plugin + ", url: b");
    }
    return world_.build(yaml, std::move(stopping));
  }
  /// Waits until only the current generation is alive.
  void expect_only_current() {
    while (world_.retirer.live() > 1) std::this_thread::yield();
    EXPECT_EQ(world_.current.get()->number(), 1U);
    EXPECT_TRUE(world_.current.lease("phone").has_value());
  }

  testing::GenerationWorld world_;
};

TEST_F(TimedBuild, StartsProvidersThenMiddlewareThenChannels) {
  BuildOutcome outcome = world_.build(kBuildYaml);
  ASSERT_TRUE(outcome.generation);
  EXPECT_THAT(world_.script.take(),
              ElementsAre("build model(a)", "build limits(a)", "build phone(a)", "build poll(a)",
                          "start model(a)", "start limits(a)", "start phone(a)", "start poll(a)"));
  EXPECT_EQ(outcome.generation->number(), 1U);
  world_.retirer.discard(std::move(outcome.generation));
}

TEST_F(TimedBuild, BuildsOnlyWhatHasChanged) {
  start_first();
  BuildOutcome outcome = build_changed({"sms"});
  ASSERT_TRUE(outcome.generation);
  EXPECT_THAT(world_.script.take(), ElementsAre("build phone(b)", "start phone(b)"));
  EXPECT_EQ(outcome.generation->number(), 2U);
  world_.publish(std::move(outcome));
}

TEST_F(TimedBuild, StopsWhatItStartedIfAnInstanceCannotStart) {
  start_first();
  world_.script.cannot_start = {"phone(b)"};
  const BuildOutcome outcome = build_changed({"brain", "sms"});
  EXPECT_FALSE(outcome.generation);
  EXPECT_EQ(outcome.problems.text(), "/etc/yak/yak.yaml:4:19: channels.phone: no line\n");
  expect_only_current();
  // The running instances (a) are not among them.
  EXPECT_THAT(world_.script.take(),
              ElementsAre("build model(b)", "build phone(b)", "start model(b)", "start phone(b)",
                          "stop phone(b)", "stop model(b)"));
}

TEST_F(TimedBuild, StartsNothingIfAnInstanceCannotBeBuilt) {
  start_first();
  world_.script.cannot_be_built = {"model(b)", "poll(b)"};
  const BuildOutcome outcome = build_changed({"brain", "sms", "poller"});
  EXPECT_EQ(outcome.problems.text(),
            "/etc/yak/yak.yaml:5:18: channels.poll: it cannot be built\n"
            "/etc/yak/yak.yaml:7:19: providers.model: it cannot be built\n");
  expect_only_current();
  EXPECT_THAT(world_.script.take(), ElementsAre("build phone(b)"));
}

TEST_F(TimedBuild, HandsOverWhenEverythingElseHasStarted) {
  world_.script.receives_alone = {"phone(a)"};
  start_first();
  BuildOutcome outcome = build_changed({"brain", "sms", "poller"});
  ASSERT_TRUE(outcome.generation);
  EXPECT_THAT(world_.script.take(),
              ElementsAre("build model(b)", "build phone(b)", "build poll(b)", "start model(b)",
                          "start poll(b)", "hand over phone(a)", "start phone(b)"));
  world_.publish(std::move(outcome));
  // The predecessor stays with its generation, and is not taken back when that ends.
  EXPECT_TRUE(world_.script.wait("stop phone(a)"));
  EXPECT_THAT(world_.script.take(), ::testing::Not(::testing::Contains(HasSubstr("take back"))));
}

TEST_F(TimedBuild, TakesBackInReverseOrderAfterTheSuccessorsHaveStopped) {
  world_.script.receives_alone = {"phone(a)", "poll(a)"};
  start_first();
  world_.script.cannot_start = {"poll(b)"};
  const BuildOutcome outcome = build_changed({"sms", "poller"});
  EXPECT_FALSE(outcome.generation);
  expect_only_current();
  EXPECT_THAT(world_.script.take(),
              ElementsAre("build phone(b)", "build poll(b)", "hand over phone(a)", "start phone(b)",
                          "hand over poll(a)", "start poll(b)", "stop phone(b)", "stop poll(b)",
                          "take back poll(a)", "take back phone(a)"));
}

TEST_F(TimedBuild, HandsARemovedChannelOverOnceToTheNewOnesOfItsPlugin) {
  world_.script.receives_alone = {"poll(a)"};
  start_first();
  BuildOutcome outcome =
      world_.build(edited(kBuildYaml, "poll: {plugin: poller, url: a}",
                          "again: {plugin: poller, url: b}\n  third: {plugin: poller, url: c}"));
  ASSERT_TRUE(outcome.generation);
  EXPECT_THAT(world_.script.take(),
              ElementsAre("build again(b)", "build third(c)", "hand over poll(a)", "start again(b)",
                          "start third(c)"));
  world_.publish(std::move(outcome));
}

TEST_F(TimedBuild, LetsARemovedChannelReceiveAgainIfTheNewOneCannotStart) {
  world_.script.receives_alone = {"poll(a)"};
  start_first();
  world_.script.cannot_start = {"again(a)"};
  EXPECT_FALSE(world_.build(edited(kBuildYaml, "poll: {plugin", "again: {plugin")).generation);
  expect_only_current();
  EXPECT_THAT(world_.script.take(),
              ElementsAre("build again(a)", "hand over poll(a)", "start again(a)", "stop again(a)",
                          "take back poll(a)"));
}

TEST_F(TimedBuild, HandsOverOnlyWhenTheChannelReceivesAgainAfterAFailedBuild) {
  world_.script.receives_alone = {"poll(a)"};
  start_first();
  world_.script.cannot_start = {"poll(b)"};
  world_.script.stop_takes_long = {"poll(b)"};
  EXPECT_FALSE(build_changed({"poller"}).generation);
  BuildOutcome next = world_.build(edited(kBuildYaml, "poller, url: a", "poller, url: c"));
  ASSERT_TRUE(next.generation);
  EXPECT_THAT(
      world_.script.take(),
      ElementsAre("build poll(b)", "hand over poll(a)", "start poll(b)", "build poll(c)",
                  "stop poll(b)", "take back poll(a)", "hand over poll(a)", "start poll(c)"));
  world_.publish(std::move(next));
}

TEST_F(TimedBuild, CancelsAStartThatTakesTooLong) {
  world_.script.receives_alone = {"poll(a)"};
  start_first();
  world_.script.start_hangs = {"poll(b)"};
  const BuildOutcome outcome = world_.build(edited(kBuildYaml, "poller, url: a", "poller, url: b") +
                                            "plugins: {start_timeout: 100ms}\n");
  EXPECT_THAT(outcome.problems.text(), HasSubstr("starting channels.poll took longer than"));
  EXPECT_FALSE(outcome.hangs);
  EXPECT_TRUE(world_.script.wait("take back poll(a)"));
  expect_only_current();
}

TEST_F(TimedBuild, EndsAtOnceWhenAStopIsRequested) {
  start_first();
  world_.script.start_hangs = {"poll(b)"};
  std::stop_source stopping;
  std::thread stop([&] {
    EXPECT_TRUE(world_.script.wait("start poll(b)"));
    stopping.request_stop();
  });
  const auto began = std::chrono::steady_clock::now();
  const BuildOutcome outcome = build_changed({"poller"}, stopping.get_token());
  stop.join();
  EXPECT_FALSE(outcome.generation);
  EXPECT_THAT(outcome.problems.text(), HasSubstr("the daemon is stopping"));
  EXPECT_LT(std::chrono::steady_clock::now() - began, testing::Script::kLimit);
  EXPECT_TRUE(world_.script.wait("stop poll(b)"));
  expect_only_current();
}

TEST_F(TimedBuild, AbandonsAnInstanceThatBlocksItsThread) {
  world_.script.receives_alone = {"phone(a)"};
  start_first();
  world_.script.start_blocks = {"phone(b)"};
  const BuildOutcome outcome = world_.build(edited(kBuildYaml, "sms, url: a", "sms, url: b") +
                                            "plugins: {start_timeout: 100ms}\n");
  EXPECT_TRUE(outcome.hangs);
  EXPECT_TRUE(world_.script.wait("take back phone(a)"));
  EXPECT_TRUE(world_.current.lease("phone").has_value());
  // The next build has another thread.
  BuildOutcome next = build_changed({"brain"});
  ASSERT_TRUE(next.generation);
  world_.publish(std::move(next));
  // The abandoned instance is stopped if its thread comes back after all.
  world_.script.unblock();
  EXPECT_TRUE(world_.script.wait("stop phone(b)"));
}

TEST_F(TimedBuild, RefusesASettingThatCannotChange) {
  start_first();
  const BuildOutcome outcome = world_.build(kBuildYaml + "data_dir: /srv/yak\n");
  EXPECT_EQ(outcome.problems.text(),
            "/etc/yak/yak.yaml:11:11: data_dir: cannot be changed while Yak runs: restart it\n");
  EXPECT_THAT(world_.script.take(), IsEmpty());
}

}  // namespace
}  // namespace yak::generation
