// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/scripted_http.hpp"

#include <gtest/gtest.h>

#include "yak/testing/manual_clock.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::testing {
namespace {

using namespace std::chrono_literals;

class Sink final : public BodySink {
 public:
  explicit Sink(bool takes, std::size_t wanted = 100) : takes_(takes), wanted_(wanted) {}
  bool on_head(const HttpResponse& head) override {
    status = head.status;
    return takes_;
  }
  bool on_data(std::string_view data) override {
    pieces.emplace_back(data);
    return pieces.size() < wanted_;
  }
  int status = 0;
  std::vector<std::string> pieces;

 private:
  bool takes_;
  std::size_t wanted_;
};

struct ScriptedHttpTest : ::testing::Test {
  result<HttpResponse> send(HttpRequest request) {
    return loop.run(http.send(std::move(request)), clock);
  }
  result<HttpResponse> stream(HttpRequest request, BodySink& sink) {
    return loop.run(http.stream(std::move(request), sink), clock);
  }
  ManualClock clock;
  TestLoop loop;
  ScriptedHttp http{clock};
};

TEST_F(ScriptedHttpTest, AnswersInOrderAndKeepsTheRequests) {
  http.reply(200, "one");
  http.reply(500, "two");
  EXPECT_EQ(send(HttpRequest("GET", "http://a/1"))->body, "one");
  const auto second = send(HttpRequest("POST", "http://a/2"));
  EXPECT_EQ(second->status, 500);
  EXPECT_EQ(second->header("content-type"), "application/json");
  EXPECT_EQ(http.request(1).url, "http://a/2");
  EXPECT_EQ(http.left(), 0U);
}

TEST_F(ScriptedHttpTest, AnswersByMethodAndUrlIfScripted) {
  http.reply_to("GET", "http://b/", ScriptedReply(200, "b"));
  http.reply_to("", "http://a/", ScriptedReply(200, "a"));
  EXPECT_EQ(send(HttpRequest("GET", "http://a/x"))->body, "a");
  EXPECT_EQ(send(HttpRequest("POST", "http://b/x")).error().kind, ErrorKind::internal);
  EXPECT_EQ(http.unexpected(), std::vector<std::string>{"POST http://b/x"});
  EXPECT_EQ(send(HttpRequest("GET", "http://b/x"))->body, "b");
}

TEST_F(ScriptedHttpTest, StreamsPiecesWithPausesAndThenBreaks) {
  http.reply(ScriptedReply(200)
                 .chunks({"a", "b", "c"})
                 .between(2s)
                 .then_fail(error(ErrorKind::unavailable, "reset")));
  Sink sink(true);
  const auto begin = clock.monotonic();
  const auto outcome = stream(HttpRequest("GET", "http://a/"), sink);
  EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(sink.pieces, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(clock.monotonic() - begin, 6s);
}

TEST_F(ScriptedHttpTest, CollectsABodyThatTheSinkRefuses) {
  http.reply(429, "slow down");
  Sink sink(false);
  const auto outcome = stream(HttpRequest("GET", "http://a/"), sink);
  EXPECT_EQ(outcome->body, "slow down");
  EXPECT_EQ(sink.status, 429);
  EXPECT_TRUE(sink.pieces.empty());
}

TEST_F(ScriptedHttpTest, StopsReadingWhenTheSinkHasEnough) {
  http.reply(ScriptedReply(200).chunks({"a", "b", "c"}));
  Sink sink(true, 2);
  EXPECT_TRUE(stream(HttpRequest("GET", "http://a/"), sink).has_value());
  EXPECT_EQ(sink.pieces.size(), 2U);
}

TEST_F(ScriptedHttpTest, AppliesTheRequestsDeadlinesAndSize) {
  HttpRequest request("GET", "http://a/");
  request.max_response_bytes = 3;
  http.reply(200, "four");
  EXPECT_EQ(send(request).error().kind, ErrorKind::too_large);

  const auto begin = clock.monotonic();
  request.deadlines.first_byte = 7s;
  http.reply(ScriptedReply::hang());
  EXPECT_EQ(send(request).error().kind, ErrorKind::timeout);
  EXPECT_EQ(clock.monotonic() - begin, 7s);

  request.deadlines.stall = 1s;
  http.reply(ScriptedReply(200).chunks({"a", "b"}).between(2s));
  EXPECT_EQ(send(request).error().kind, ErrorKind::timeout);
}

}  // namespace
}  // namespace yak::testing
