// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/otlp_exporter.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/scripted_http.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::observe {
namespace {

using namespace std::chrono_literals;
using testing::ScriptedReply;

constexpr const char* kUrl = "http://127.0.0.1:4318/v1/traces";

class OtlpExporterTest : public ::testing::Test {
 protected:
  OtlpExporterTest() {
    exporter.set_target(target(kUrl));
    running.emplace(loop.start(exporter.run()));
    loop.settle();
  }

  OtlpTarget target(const std::string& url) {
    OtlpTarget made;
    made.url = url;
    made.headers.emplace_back("Authorization", Secret("Bearer canary-token"));
    made.http = http;
    return made;
  }
  void offer(int traces, std::size_t spans = 1) {
    for (int i = 0; i < traces; ++i) exporter.offer(std::vector<Span>(spans));
  }
  void pass(std::chrono::milliseconds span) { loop.advance(clock, span); }
  std::size_t spans_in(std::size_t request) {
    const auto json = nlohmann::json::parse(http->request(request).body);
    return json["resourceSpans"][0]["scopeSpans"][0]["spans"].size();
  }
  double dropped(const std::string& reason) {
    return metrics.value("yak_traces_dropped_total", {{"reason", reason}});
  }

  testing::ManualClock clock;
  testing::RecordingLog log;
  testing::CountingMetrics metrics;
  std::shared_ptr<testing::ScriptedHttp> http = std::make_shared<testing::ScriptedHttp>(clock);
  OtlpExporter exporter{{clock, log, metrics}, "1.2.3"};
  testing::TestLoop loop;
  std::optional<testing::Running<void>> running;
};

TEST_F(OtlpExporterTest, SendsQueuedSpansAfterFiveSeconds) {
  http->reply(200, "{}");
  offer(3, 2);
  pass(4s);
  EXPECT_TRUE(http->requests().empty());
  pass(2s);
  ASSERT_EQ(http->requests().size(), 1U);
  EXPECT_EQ(spans_in(0), 6U);
  const HttpRequest request = http->request(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kUrl);
  EXPECT_EQ(testing::header_of(request, "Content-Type"), "application/json");
  EXPECT_EQ(testing::header_of(request, "Authorization"), "Bearer canary-token");
  EXPECT_EQ(metrics.value("yak_traces_exported_total"), 3);
}

TEST_F(OtlpExporterTest, SendsAFullBatchAtOnceAndSplitsNoTrace) {
  for (int i = 0; i < 3; ++i) http->reply(200, "{}");
  offer(110, 10);
  pass(500ms);
  ASSERT_EQ(http->requests().size(), 2U);
  EXPECT_EQ(spans_in(0), 510U);
  EXPECT_EQ(spans_in(1), 510U);
  pass(6s);
  EXPECT_EQ(spans_in(2), 80U);
}

TEST_F(OtlpExporterTest, AnUnavailableCollectorGetsTheSameBatchAgain) {
  http->fail(error(ErrorKind::unavailable, "connection refused"));
  http->reply(503);
  http->reply(200, "{}");
  offer(2);
  pass(20s);
  ASSERT_EQ(http->requests().size(), 3U);
  EXPECT_EQ(http->request(2).body, http->request(0).body);
  EXPECT_EQ(metrics.value("yak_traces_exported_total"), 2);
  EXPECT_EQ(log.count(LogLevel::warn), 1U);
  EXPECT_TRUE(log.contains("connection refused"));
}

TEST_F(OtlpExporterTest, AfterFiveAttemptsABatchIsDropped) {
  for (int i = 0; i < 5; ++i) http->fail(error(ErrorKind::timeout, "no answer"));
  offer(2);
  pass(60s);
  EXPECT_EQ(http->requests().size(), 5U);
  EXPECT_EQ(dropped("unreachable"), 2);
  EXPECT_EQ(log.count(LogLevel::warn), 1U);
}

TEST_F(OtlpExporterTest, WaitsAsLongAsTheCollectorAsks) {
  http->reply(ScriptedReply(429).header("Retry-After", "12"));
  http->reply(200, "{}");
  offer(1);
  pass(16s);
  EXPECT_EQ(http->requests().size(), 1U);
  pass(3s);
  EXPECT_EQ(http->requests().size(), 2U);
}

TEST_F(OtlpExporterTest, ARefusedBatchIsNotSentAgain) {
  http->reply(400, "bad");
  offer(2);
  pass(10s);
  EXPECT_EQ(http->requests().size(), 1U);
  EXPECT_EQ(dropped("refused"), 2);
  EXPECT_TRUE(log.contains("the collector answered 400"));
}

TEST_F(OtlpExporterTest, LogsFailuresOnceAMinute) {
  for (int i = 0; i < 30; ++i) {
    http->reply(400);
    offer(1);
    pass(6s);
  }
  EXPECT_EQ(log.count(LogLevel::warn), 3U);
  EXPECT_TRUE(log.contains("failures=10") || log.contains("failures=11"));
}

TEST_F(OtlpExporterTest, TheQueueIsBoundedAndNeverBlocks) {
  http->reply(ScriptedReply::hang());
  offer(1);
  pass(6s);
  offer(static_cast<int>(OtlpExporter::kQueueSpans / 8), 8);
  EXPECT_EQ(dropped("queue"), 0);
  offer(3, 8);
  EXPECT_EQ(dropped("queue"), 3);
}

TEST_F(OtlpExporterTest, ANewTargetGetsTheQueuedSpans) {
  const std::string other = "http://127.0.0.1:9/v1/traces";
  http->reply(503);
  http->reply(200, "{}");
  offer(1);
  pass(5500ms);
  exporter.set_target(target(other));
  pass(5s);
  ASSERT_EQ(http->requests().size(), 2U);
  EXPECT_EQ(http->request(1).url, other);
  exporter.set_target({});
  EXPECT_FALSE(exporter.wants());
  offer(1);
  pass(10s);
  EXPECT_EQ(http->requests().size(), 2U);
}

TEST_F(OtlpExporterTest, FinishSendsTheRemainingSpans) {
  http->reply(200, "{}");
  offer(2);
  loop.run(exporter.finish(2s), clock);
  EXPECT_EQ(metrics.value("yak_traces_exported_total"), 2);
  EXPECT_TRUE(running->done());
}

TEST_F(OtlpExporterTest, FinishDoesNotWaitForAnUnavailableCollector) {
  http->reply(ScriptedReply::hang());
  offer(2);
  const MonotonicTime began = clock.monotonic();
  loop.run(exporter.finish(2s), clock);
  EXPECT_LE(clock.monotonic() - began, 3s);
}

}  // namespace
}  // namespace yak::observe
