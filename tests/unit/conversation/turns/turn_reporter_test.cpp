// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/delivery/engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// A turn that ran for two seconds.
struct ReporterFixture {
  ReporterFixture() {
    pending.since = clock.monotonic();
    clock.advance(1s);
    pending.began = clock.monotonic();
    clock.advance(2s);
    Turn& turn = pending.turn;
    turn.message.id = 7;
    turn.message.channel = "fake";
    turn.message.peer = turn.message.sender = "+15551234567";
    turn.result = TurnResult::answered;
    turn.message.trace_id[15] = 1;
    turn.steps.emplace_back("fake/model", pending.began);
    turn.steps.back().detail = "refused for +15551234567 with sk-canary-secret";
    entry.deliveries.resize(1);
  }

  static std::string redact(std::string words) {
    const std::size_t at = words.find("sk-canary-secret");
    return at == std::string::npos ? words : words.replace(at, 16, "[redacted]");
  }

  testing::ManualClock clock;
  testing::RecordingLog log;
  testing::CountingMetrics metrics;
  testing::RecordingSpans spans;
  TurnReporter reporter{{clock, log, metrics, &redact, &spans}};
  PendingTurn pending;
  TurnCommit entry;
};

TEST(TurnReporter, CountsTurnsByResultWithTheirTime) {
  ReporterFixture fixture;
  fixture.reporter.count(fixture.pending);
  EXPECT_EQ(fixture.metrics.value("yak_turns_total", {{"result", "answered"}}), 1);
  EXPECT_THAT(fixture.metrics.observations("yak_turn_seconds"), ::testing::ElementsAre(2.0));
}

TEST(TurnReporter, StoredReportsHaveNoAddressesAndNoSecrets) {
  ReporterFixture fixture;
  const std::string text = fixture.reporter.stored_report(fixture.pending, fixture.entry);
  EXPECT_THAT(text, HasSubstr("refused for"));
  EXPECT_THAT(text, Not(HasSubstr("5551234567")));
  EXPECT_THAT(text, Not(HasSubstr("canary")));
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["waited"], 1'000'000);
  EXPECT_EQ(json["took"], 2'000'000);
  EXPECT_EQ(json["parts"], 1);
}

TEST(TurnReporter, LogsACommittedTurnAndExportsItsSpans) {
  ReporterFixture fixture;
  fixture.reporter.committed(fixture.pending, fixture.entry);
  const auto lines = fixture.log.lines();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].message, "turn");
  EXPECT_EQ(lines[0].level, LogLevel::info);
  EXPECT_EQ(lines[0].field("waited"), "1.000000");
  EXPECT_EQ(lines[0].field("took"), "2.000000");
  EXPECT_EQ(lines[0].field("calls"), "1");
  EXPECT_THAT(fixture.spans.all, SizeIs(3)) << "the message, its wait and the call";
}

TEST(TurnReporter, LogsTurnsOfRefusedSendersAtDebug) {
  ReporterFixture fixture;
  fixture.pending.admitted = false;
  fixture.reporter.committed(fixture.pending, fixture.entry);
  ASSERT_THAT(fixture.log.lines(), SizeIs(1));
  EXPECT_EQ(fixture.log.lines()[0].level, LogLevel::debug);
}

TEST(TurnReporter, HasNoReportOfATurnThatDidNotRun) {
  ReporterFixture fixture;
  fixture.pending.began = {};
  EXPECT_EQ(fixture.reporter.stored_report(fixture.pending, fixture.entry), "");
  fixture.reporter.committed(fixture.pending, fixture.entry);
  EXPECT_THAT(fixture.log.lines(), IsEmpty());
  EXPECT_THAT(fixture.spans.all, IsEmpty());
}

TEST(TurnReporter, BuildsNoSpansWithoutACollector) {
  ReporterFixture fixture;
  fixture.spans.on = false;
  fixture.reporter.committed(fixture.pending, fixture.entry);
  EXPECT_THAT(fixture.spans.all, IsEmpty());
}

TEST(TurnReporter, LogsWhatWentWrongWhileAReplyWasRendered) {
  ReporterFixture fixture;
  RenderedReply rendered;
  fixture.reporter.note_rendering(fixture.pending.turn, rendered, 10);
  EXPECT_THAT(fixture.log.lines(), IsEmpty());
  rendered.thrown = "cannot render";
  rendered.left_out = 3;
  fixture.reporter.note_rendering(fixture.pending.turn, rendered, 10);
  const auto lines = fixture.log.lines();
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].field("reason"), "cannot render");
  EXPECT_EQ(lines[1].field("left_out"), "3");
  EXPECT_EQ(fixture.metrics.value("yak_replies_cut_total"), 1);
}

}  // namespace
}  // namespace yak::conversation
