// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/delivery_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct ReporterFixture {
  ReporterFixture() {
    delivery.id = 9;
    delivery.channel = "fake";
    delivery.peer = "+15551234567";
    delivery.state = DeliveryState::sending;
    delivery.trace_id[0] = 1;
  }

  void record(DeliveryState after, bool resends = false) {
    DeliveryStep step;
    step.update = DeliveryUpdate(delivery.id, after);
    step.update.failure = "the reason";
    step.resends = resends;
    reporter.recorded(delivery, step);
  }
  [[nodiscard]] double reconciled(const char* result) const {
    return metrics.value("yak_send_reconciled_total", {{"result", result}});
  }

  testing::ManualClock clock;
  testing::RecordingLog log;
  testing::CountingMetrics metrics;
  testing::RecordingSpans spans;
  DeliveryReporter reporter{{clock, log, metrics, &spans}};
  Delivery delivery;
};

TEST(DeliveryReporter, CountsAndLogsWhatTheJournalRecorded) {
  struct Case {
    DeliveryState after;
    const char* metric;
    std::optional<LogLevel> level;
  };
  for (const Case& each : {Case{DeliveryState::pending, "yak_send_retried_total", LogLevel::warn},
                           Case{DeliveryState::dead, "yak_deliveries_total", LogLevel::error},
                           Case{DeliveryState::sent, "yak_deliveries_total", std::nullopt},
                           Case{DeliveryState::in_doubt, "yak_send_in_doubt", LogLevel::warn}}) {
    ReporterFixture fixture;
    fixture.record(each.after);
    EXPECT_EQ(fixture.metrics.sum(each.metric), 1) << each.metric;
    ASSERT_THAT(fixture.log.lines(), SizeIs(each.level ? 1 : 0)) << each.metric;
    if (each.level) EXPECT_EQ(fixture.log.lines()[0].level, *each.level) << each.metric;
    EXPECT_FALSE(fixture.log.contains("5551234567"));
  }
}

TEST(DeliveryReporter, CountsHowADoubtEnded) {
  ReporterFixture fixture;
  fixture.delivery.state = DeliveryState::in_doubt;
  fixture.reporter.queued(fixture.delivery);
  EXPECT_EQ(fixture.metrics.value("yak_send_in_doubt"), 1);
  fixture.record(DeliveryState::in_doubt);
  EXPECT_EQ(fixture.metrics.value("yak_send_in_doubt"), 1) << "it is looked up again";
  fixture.record(DeliveryState::sent);
  fixture.record(DeliveryState::pending);
  fixture.record(DeliveryState::pending, true);
  fixture.reporter.confirmed(fixture.delivery);
  EXPECT_EQ(fixture.metrics.value("yak_send_in_doubt"), -3) << "four ends, one beginning";
  EXPECT_EQ(fixture.reconciled("found"), 1);
  EXPECT_EQ(fixture.reconciled("absent"), 1);
  EXPECT_EQ(fixture.reconciled("callback"), 1);
  EXPECT_EQ(fixture.metrics.value("yak_send_resent_total"), 1);
}

TEST(DeliveryReporter, MakesSpansOnlyOfDeliveriesInATrace) {
  ReporterFixture fixture;
  fixture.reporter.attempted(fixture.delivery, SendOutcome::sent("r1"), 2s);
  fixture.reporter.looked_up(fixture.delivery, Lookup::Kind::found, "", false, 1s);
  fixture.reporter.replied_inline(fixture.delivery, true, 1s);
  EXPECT_THAT(fixture.spans.all, SizeIs(3));
  fixture.delivery.trace_id = {};
  fixture.reporter.attempted(fixture.delivery, SendOutcome::sent("r1"), 2s);
  EXPECT_THAT(fixture.spans.all, SizeIs(3));
}

TEST(DeliveryReporter, LogsWhatTheStoreRefuses) {
  ReporterFixture fixture;
  fixture.reporter.not_recorded({9, DeliveryState::sent},
                                error(ErrorKind::conflict, "a newer owner"));
  fixture.reporter.not_recorded({9, DeliveryState::sent},
                                error(ErrorKind::unavailable, "the disk is full"));
  fixture.reporter.inline_unrecorded(2, 9, error(ErrorKind::unavailable, "the disk is full"));
  fixture.reporter.inline_unrecorded(1, 9, std::nullopt);
  EXPECT_EQ(fixture.log.count(LogLevel::warn), 3U);
  EXPECT_EQ(fixture.log.count(LogLevel::error), 1U);
  EXPECT_EQ(fixture.metrics.value("yak_inline_unrecorded_total"), 3);
}

TEST(DeliveryReporter, ReportsANewStatusOnce) {
  ReporterFixture fixture;
  ReceiptUpdate update;
  update.channel = "fake";
  update.receipt = "r1";
  update.status = ReceiptStatus::failed;
  update.failure = "the number is not on WhatsApp";
  ReportResult result;
  result.delivery = 9;
  result.trace_id[0] = 1;
  result.sent_twice = true;
  fixture.reporter.reported(update, result);
  EXPECT_THAT(fixture.log.lines(), IsEmpty()) << "the journal knew the status";
  result.moved = true;
  fixture.reporter.reported(update, result);
  EXPECT_EQ(fixture.log.count(LogLevel::warn), 1U);
  EXPECT_EQ(fixture.log.count(LogLevel::error), 1U);
  for (const auto& line : fixture.log.lines()) {
    EXPECT_EQ(line.field("delivery"), "9") << "the callback names only the receipt";
  }
  EXPECT_EQ(fixture.metrics.value("yak_send_doubled_total"), 1);
  EXPECT_THAT(fixture.spans.all, SizeIs(1));
}

}  // namespace
}  // namespace yak::delivery
