// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_context.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_channel.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/fake_provider.hpp"

namespace yak::testing {
namespace {

using namespace std::chrono_literals;

task<void> poll_forever(FakeContext& context, int& polls) {
  for (;;) {
    co_await context.clock().sleep(10s);
    ++polls;
  }
}

task<void> break_down() {
  throw std::runtime_error("broken");
  co_return;
}

TEST(FakeContext, RunsSpawnedWorkUntilStopped) {
  FakeContext context;
  int polls = 0;
  context.spawn("poll", [&] { return poll_forever(context, polls); });
  context.advance(35s);
  EXPECT_EQ(polls, 3);
  EXPECT_EQ(context.spawned(), std::vector<std::string>{"poll"});
  context.stop();
  EXPECT_TRUE(context.spawned().empty());
  EXPECT_TRUE(context.stopping());
  EXPECT_EQ(context.log().count(LogLevel::error), 0U);
}

TEST(FakeContext, RestartsSpawnedWorkThatFails) {
  FakeContext context;
  int runs = 0;
  context.spawn("work", [&] {
    ++runs;
    return break_down();
  });
  context.settle();
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(context.log().contains("work ended unexpectedly what=broken"));
  EXPECT_TRUE(context.degraded().empty());
  context.advance(1s);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(context.degraded(), std::vector<std::string>{"work"});
  context.stop();
  EXPECT_TRUE(context.spawned().empty());
}

TEST(FakeContext, DoesNotRestartWorkThatIsDone) {
  FakeContext context;
  int runs = 0;
  const auto once = [&runs]() -> task<void> {
    ++runs;
    co_return;
  };
  context.spawn("once", once, Restart::on_failure);
  context.advance(10s);
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(context.spawned().empty());
  context.stop();
}

TEST(FakeProvider, AnswersFromItsScriptAndThenByDefault) {
  FakeContext context;
  FakeProvider provider(context.clock());
  RecordingSink sink;
  provider.answer("scripted", 3s);
  provider.fail(error(ErrorKind::quota, "no money"));
  CompletionRequest request;
  request.lines.emplace_back(Role::user, "hi");
  const auto ask = [&] { return context.run_through_time(provider.complete(request, sink)); };
  EXPECT_EQ(ask()->text, "scripted");
  EXPECT_EQ(ask().error().kind, ErrorKind::quota);
  EXPECT_EQ(ask()->text, "answer to hi");
  EXPECT_EQ(sink.text(), "scriptedanswer to hi");
}

TEST(FakeProvider, AHangingCallEndsWhenCancelled) {
  FakeContext context;
  FakeProvider provider(context.clock());
  RecordingSink sink;
  provider.hang();
  const CompletionRequest request;
  auto call = context.start(provider.complete(request, sink));
  context.advance(1h);
  EXPECT_FALSE(call.done());
  EXPECT_EQ(provider.running(), 1);
  call.cancel();
  context.settle();
  EXPECT_TRUE(call.done());
  EXPECT_EQ(provider.running(), 0);
}

TEST(FakeChannel, AcceptsSendsUnlessScriptedOtherwise) {
  FakeContext context;
  FakeChannel channel(context.clock());
  channel.script(SendOutcome::unknown("reset"));
  EXPECT_EQ(context.run(channel.send(Delivery())).kind, SendOutcome::Kind::unknown);
  const SendOutcome taken = context.run(channel.send(Delivery()));
  EXPECT_EQ(taken.receipt, "r1");
  EXPECT_EQ(channel.sent().size(), 2U);
}

TEST(FakeNext, IsOneShot) {
  FakeNext next;
  Turn turn = turn_of(message_of("whatsapp", "+1", "hi"));
  EXPECT_TRUE(run(next(turn)));
  EXPECT_EQ(turn.result, TurnResult::answered);
  EXPECT_EQ(run(next(turn)).error().kind, ErrorKind::internal);
}

TEST(FakeCommands, FindsByNameAndAliasAndRefusesADuplicate) {
  FakeContext context;
  const auto handler = [](Turn&, std::string argument) -> task<result<std::string>> {
    co_return "got " + argument;
  };
  Command command("new", "Starts over.", handler);
  command.aliases = {"reset"};
  ASSERT_TRUE(context.commands().add(command));
  EXPECT_EQ(context.commands().add(command).error().kind, ErrorKind::conflict);
  Turn turn = turn_of(message_of("whatsapp", "+1", "/reset x"));
  EXPECT_EQ(*context.run(context.commands().call(turn, "reset", "x")), "got x");
}

TEST(CountingMetrics, SeparatesSeriesByLabels) {
  CountingMetrics metrics;
  metrics.counter("yak_a_total", "", {{"x", "1"}}).add();
  metrics.counter("yak_a_total", "", {{"x", "2"}}).add(2);
  metrics.histogram("yak_b_seconds", "", {1}).observe(0.5);
  EXPECT_EQ(metrics.value("yak_a_total", {{"x", "2"}}), 2);
  EXPECT_EQ(metrics.sum("yak_a_total"), 3);
  EXPECT_EQ(metrics.observations("yak_b_seconds"), std::vector<double>{0.5});
  EXPECT_EQ(metrics.series().front(), "yak_a_total{x=\"1\"}");
}

}  // namespace
}  // namespace yak::testing
