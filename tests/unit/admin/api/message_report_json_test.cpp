// SPDX-License-Identifier: Apache-2.0
#include "admin/api/message_report_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admin/api/message_report_api.hpp"
#include "yak/testing/fake_routes.hpp"
#include "yak/testing/fake_store.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::admin {
namespace {

using std::chrono::milliseconds;
using testing::FakeRequest;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr WallTime kReceived{milliseconds(1'767'603'600'000)};

MessageReport trace() {
  MessageReport made;
  made.message.id = 7;
  made.message.channel = "whatsapp";
  made.message.external_id = "SMin";
  made.message.peer = "+15551234567";
  made.message.sender = "+15551234567";
  made.message.to = "+14155238886";
  made.message.received_at = kReceived;
  made.state = MessageState::done;
  made.ended_at = kReceived + milliseconds(1'300);
  made.turn =
      R"({"id":"0af7651916cd43dd8448eb211c80319c","at":1767603600002,"waited":2000,"took":1250000,)"
      R"("result":"answered","model":"openai/gpt-4o","parts":1,"call":{"model":"gpt-4o-2024",)"
      R"("id":"req_1","finish":"stop","in":12,"out":34,"cost_nano_usd":4200},"joined":[5],)"
      R"("steps":[["access",10,1240000,0],["history",20,1230000,0],["model",100,1229000,0],)"
      R"(["a/one",200,700000,1,"timeout: no byte"],["openai/gpt-4o",700300,500000,0]]})";
  MessageReport::Sent sent;
  sent.delivery.id = 12;
  sent.delivery.message = 7;
  sent.delivery.peer = "+15551234567";
  sent.delivery.state = DeliveryState::dead;
  sent.delivery.status = ReceiptStatus::failed;
  sent.delivery.receipt = "SMout";
  sent.delivery.failure = "21610: +15551234567 wants no more";
  sent.events.emplace_back(kReceived + milliseconds(1'300), "pending");
  sent.events.emplace_back(kReceived + milliseconds(1'400), "failed").detail =
      "whatsapp:+15551234567, 15551234567 and +4915112345678";
  made.deliveries.push_back(sent);
  return made;
}

TEST(TraceJson, ShowsMessageTurnAndDeliveries) {
  const testing::RecordingLog log;
  const Json json = message_report_as_json(trace(), log);
  EXPECT_EQ(json["message"], Json::parse(R"({"id":"m7","channel":"whatsapp","external_id":"SMin",
      "from":"+1555•••67","to":"+1415•••86","received_at":"2026-01-05T09:00:00.000Z","state":"done",
      "ended_at":"2026-01-05T09:00:01.300Z","ended_after_us":1300000})"));
  const Json& turn = json["turn"];
  EXPECT_EQ(turn["trace"], "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(turn["after_us"], 2'000);
  EXPECT_EQ(turn["waited_us"], 2'000);
  EXPECT_EQ(turn["result"], "answered");
  EXPECT_EQ(turn["joined"], Json::array({"m5"}));
  EXPECT_EQ(turn["call"]["input_tokens"], 12);
  EXPECT_EQ(turn["call"]["request_id"], "req_1");
  EXPECT_EQ(turn["call"]["cost_usd"], 4200 * 1e-9);
  EXPECT_EQ(json["deliveries"][0]["id"], "d12");
  EXPECT_EQ(json["deliveries"][0]["answers"], "m7");
  EXPECT_EQ(json["deliveries"][0]["status"], "failed");
  EXPECT_EQ(json["deliveries"][0]["events"][1]["after_us"], 1'400'000);
}

TEST(TraceJson, ShowsPointsOfSuspicionIfThereAreAny) {
  const testing::RecordingLog log;
  MessageReport report = trace();
  EXPECT_FALSE(message_report_as_json(report, log)["message"].contains("suspicion"));
  report.message.suspicion = 10;
  EXPECT_EQ(message_report_as_json(report, log)["message"]["suspicion"], 10);
}

TEST(TraceJson, ShowsEachLayersOwnTime) {
  const testing::RecordingLog log;
  const Json steps = message_report_as_json(trace(), log)["turn"]["steps"];
  const auto row = [&](int index) {
    const Json& step = steps.at(static_cast<std::size_t>(index));
    return Json::array({step["name"], step["kind"], step["depth"], step["own_us"]}).dump();
  };
  EXPECT_EQ(row(0), R"(["access","layer",0,10000])");
  EXPECT_EQ(row(1), R"(["history","layer",1,1000])");
  EXPECT_EQ(row(2), R"(["model","layer",2,29000])");
  EXPECT_EQ(row(3), R"(["a/one","model call",3,700000])");
  EXPECT_EQ(row(4), R"(["openai/gpt-4o","model call",3,500000])");
  EXPECT_EQ(steps[3]["detail"], "timeout: no byte");
  EXPECT_EQ(steps[3]["failed"], true);
  EXPECT_EQ(steps[3]["after_us"], 2'200);
}

TEST(TraceJson, MasksAddresses) {
  const testing::RecordingLog log;
  const std::string text = message_report_as_json(trace(), log).dump();
  for (const char* number : {"5551234567", "15112345678", "4155238886"}) {
    EXPECT_THAT(text, Not(HasSubstr(number)));
  }
  EXPECT_THAT(text, HasSubstr("wants no more"));
}

TEST(TraceJson, MasksTheAddressThatTheReplyWentTo) {
  const testing::RecordingLog log;
  MessageReport report = trace();
  report.message.peer = report.message.sender = report.deliveries[0].delivery.peer = "US.1";
  report.message.address = "+15551234567";
  report.deliveries[0].delivery.address = "+15557654321";
  report.deliveries[0].delivery.failure = "not 15551234567 but 15557654321";
  EXPECT_EQ(message_report_as_json(report, log)["deliveries"][0]["failure"],
            "not 15551•••67 but 15557•••21");
}

TEST(TraceJson, AMissingOrBrokenTurnIsNull) {
  const testing::RecordingLog log;
  for (const char* turn : {"", "[]", "{", R"({"at":"x"})", R"({"joined":["x"]})"}) {
    MessageReport broken = trace();
    broken.turn = turn;
    EXPECT_EQ(message_report_as_json(broken, log)["turn"], nullptr) << turn;
    EXPECT_EQ(message_report_as_json(broken, log)["deliveries"].size(), 1U);
  }
}

class MessageReportApiTest : public ::testing::Test {
 protected:
  MessageReportApiTest() { EXPECT_TRUE(api_.add_routes(routes_)); }
  Json ask(const std::string& id, int status) {
    const ServerResponse response =
        testing::run(routes_.call(FakeRequest("GET", "/api/v1/trace/" + id)));
    EXPECT_EQ(response.status, status) << response.body;
    return Json::parse(response.body);
  }

  testing::FakeStore store_;
  testing::RecordingLog log_;
  testing::FakeRoutes routes_;
  MessageReportApi api_{store_, log_};
};

TEST_F(MessageReportApiTest, FindsAMessageByItsChannelsId) {
  Message message;
  message.channel = "whatsapp";
  message.external_id = "a/b c";
  ASSERT_TRUE(testing::run(store_.accept(message)));
  EXPECT_EQ(ask("a%2Fb%20c", 200)["message"]["id"], "m1");
  EXPECT_EQ(ask("m1", 200)["message"]["external_id"], "a/b c");
}

TEST_F(MessageReportApiTest, AnUnknownMessageGetsAnErrorText) {
  EXPECT_THAT(ask("m8", 404)["error"].get<std::string>(), HasSubstr("'m8'"));
  EXPECT_THAT(ask("", 404)["error"].get<std::string>(), HasSubstr("m7, d12"));
  ask(std::string(300, 'x'), 404);
  store_.fail_with(error(ErrorKind::unavailable, "the disk is full"));
  EXPECT_EQ(ask("m8", 503)["error"], "the disk is full");
}

}  // namespace
}  // namespace yak::admin
