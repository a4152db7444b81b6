// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "twilio_whatsapp/diagnosis/test_arrivals.hpp"
#include "twilio_whatsapp/diagnosis/webhook_probe.hpp"
#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {
namespace {

using nlohmann::json;
using yak::testing::FakeRequest;
using yak::testing::header_of;
using yak::testing::ScriptedReply;

/// The daemon's part of `yak webhook-test`.
class WebhookTrial : public ChannelTest {
 protected:
  ServerResponse ask(std::string body) {
    FakeRequest request("POST", "/api/v1/channels/whatsapp/webhook-test", std::move(body));
    return context_.run_through_time(context_.admin_routes().call(std::move(request)));
  }
  json result_of(std::string body) { return json::parse(ask(std::move(body)).body); }
};

TEST_F(WebhookTrial, PostsWhatItsOwnWebhookAccepts) {
  begin();
  context_.http().reply(200, "<Response/>", "text/xml");
  const json answer = result_of(R"({"text":"ping","from":"whatsapp:+15550009999"})");
  EXPECT_EQ(answer.at("url"), "https://bot.example.com/webhook");
  EXPECT_EQ(answer.at("status"), 200);
  EXPECT_EQ(answer.at("content_type"), "text/xml");
  EXPECT_EQ(answer.at("body"), "<Response/>");

  const HttpRequest posted = context_.http().request(0);
  const ServerResponse taken =
      call(FakeRequest("POST", "/webhook", posted.body)
               .header("Content-Type", header_of(posted, "Content-Type"))
               .header("X-Twilio-Signature", header_of(posted, "X-Twilio-Signature")));
  EXPECT_EQ(taken.status, 200);
  ASSERT_EQ(context_.inbox().messages().size(), 1U);
  EXPECT_EQ(context_.inbox().messages().front().raw_text, "ping");
  EXPECT_EQ(context_.inbox().messages().front().peer, "+15550009999");
}

TEST_F(WebhookTrial, UsesAnAllowedSender) {
  begin();
  context_.set_allow_from({"*", "", "whatsapp:+15550001111"});
  context_.http().reply(200, "<Response/>", "text/xml");
  ask(R"({"text":"ping"})");
  EXPECT_EQ(field(*parse_form(context_.http().request(0).body), "From"), "whatsapp:+15550001111");
}

TEST_F(WebhookTrial, NeverUsesAnIdTwice) {
  begin();
  context_.random().set({1, 2});
  for (int i = 0; i < 2; ++i) {
    context_.http().reply(200, "<Response/>", "text/xml");
    ask(R"({"text":"ping"})");
  }
  EXPECT_NE(field(*parse_form(context_.http().request(0).body), "MessageSid"),
            field(*parse_form(context_.http().request(1).body), "MessageSid"));
}

TEST_F(WebhookTrial, SignsTheUrlThatItCalls) {
  begin();
  context_.http().reply(403, "<Response/>", "text/xml");
  const json answer = result_of(R"({"text":"ping","url":"https://u:p@old.example/hook#rc=5"})");
  const HttpRequest posted = context_.http().request(0);
  EXPECT_EQ(posted.url, "https://old.example/hook");
  EXPECT_THAT(answer.at("explanation").get<std::string>(),
              ::testing::HasSubstr("https://bot.example.com/webhook"));
}

TEST_F(WebhookTrial, ExplainsEveryAnswer) {
  begin();
  struct Row {
    int status;
    std::string type;
    std::string body;
    std::string words;
  };
  const std::vector<Row> rows{
      {200, "text/xml", "<Response/>", "another Yak"},
      {200, "text/html", "<h1>ngrok</h1>", "another server than this daemon"},
      {302, "", "", "redirects"},
      {400, "text/xml", "<Response/>", "X-Twilio-Signature"},
      {401, "", "", "password"},
      {403, "text/xml", "<Response/>", "signature is wrong"},
      {403, "text/html", "no", "in front of Yak"},
      {404, "text/html", "", "path must be /webhook"},
      {405, "", "", "POST"},
      {502, "", "", "does not reach Yak"},
      {503, "text/xml", "<Response/>", "readyz"},
      {418, "", "", "failure"},
  };
  for (const Row& row : rows) {
    context_.http().reply(row.status, row.body, row.type);
    const json answer = result_of(R"({"text":"ping"})");
    EXPECT_THAT(answer.at("explanation").get<std::string>(), ::testing::HasSubstr(row.words))
        << row.status;
    EXPECT_EQ(answer.at("passed"), false) << row.status;
  }
}

TEST_F(WebhookTrial, ExplainsHowAMessageThatArrivedIsAnswered) {
  const Options options;
  WebhookTest test;
  test.from = "+15550009999";
  HttpResponse response;
  response.status = 200;
  response.headers.emplace_back("Content-Type", "text/xml");
  response.body = "<Response><Message>4</Message></Response>";
  EXPECT_THAT(explain_answer(options, test, response, true),
              ::testing::HasSubstr("contains the answer"));
  response.body = "<Response/>";
  EXPECT_THAT(explain_answer(options, test, response, true), ::testing::HasSubstr("by REST"));
}

TEST(TestArrivals, KnowsWhichTestsArrived) {
  TestArrivals tests;
  tests.note("SM1");
  tests.expect("SM1");
  EXPECT_FALSE(tests.take("SM1")) << "it arrived before it was expected";
  tests.expect("SM1");
  tests.expect("SM2");
  tests.note("SM2");
  tests.note("SM3");
  EXPECT_TRUE(tests.take("SM2"));
  EXPECT_FALSE(tests.take("SM2"));
  EXPECT_FALSE(tests.take("SM1"));
  for (int i = 0; i < 100; ++i) tests.expect(std::to_string(i));
  tests.note("0");
  EXPECT_FALSE(tests.take("0")) << "the oldest is dropped";
}

TEST_F(WebhookTrial, ExplainsWhyNoAnswerCame) {
  begin();
  context_.http().fail(error(ErrorKind::unavailable, "connection refused").before_sending());
  json answer = result_of(R"({"text":"ping"})");
  EXPECT_EQ(answer.at("status"), 0);
  EXPECT_THAT(answer.at("explanation").get<std::string>(), ::testing::HasSubstr("no connection"));
  context_.http().reply(ScriptedReply::hang());
  answer = result_of(R"({"text":"ping"})");
  EXPECT_THAT(answer.at("explanation").get<std::string>(), ::testing::HasSubstr("15 seconds"));
  context_.http().fail(error(ErrorKind::protocol, "reset"));
  answer = result_of(R"({"text":"ping"})");
  EXPECT_THAT(answer.at("explanation").get<std::string>(), ::testing::HasSubstr("broke"));
}

TEST_F(WebhookTrial, RefusesMalformedRequests) {
  begin();
  for (const char* body : {"", "[]", "{}", R"({"text":""})",
                           R"({"text":3})"
                           "x",
                           R"({"text":"x","url":"file:///etc/passwd"})"}) {
    const ServerResponse response = ask(body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_FALSE(json::parse(response.body).at("error").get<std::string>().empty());
  }
  EXPECT_TRUE(context_.http().requests().empty());
}

TEST_F(WebhookTrial, AProbeIsAnsweredByTheWebhookAndNotAccepted) {
  begin();
  context_.http().reply(ScriptedReply(200, "<Response/>", "text/xml").header("Yak-Probe", "other"));
  EXPECT_FALSE(result_of(R"({"probe":true})").at("passed")) << "another daemon answered";

  const HttpRequest posted = context_.http().request(0);
  const ServerResponse taken =
      call(FakeRequest("POST", "/webhook", posted.body)
               .header("Content-Type", header_of(posted, "Content-Type"))
               .header("X-Twilio-Signature", header_of(posted, "X-Twilio-Signature")));
  EXPECT_EQ(taken.status, 200);
  ASSERT_EQ(taken.headers.size(), 1U);
  EXPECT_EQ(taken.headers.front().name, "Yak-Probe");
  const auto form = parse_form(posted.body).value();
  EXPECT_EQ(taken.headers.front().value, field(form, "MessageSid"));
  EXPECT_TRUE(context_.inbox().messages().empty()) << "a probe is not a message";

  const ServerResponse forged =
      call(FakeRequest("POST", "/webhook", posted.body)
               .header("Content-Type", "application/x-www-form-urlencoded")
               .header("X-Twilio-Signature", "AAAA"));
  EXPECT_EQ(forged.status, 403);
  EXPECT_TRUE(forged.headers.empty());
}

TEST_F(WebhookTrial, AProbeFailsIfAnotherServerAnswers) {
  begin();
  context_.http().reply(200, "<html>tunnel</html>", "text/html");
  const json answer = result_of(R"({"probe":true})");
  EXPECT_FALSE(answer.at("passed"));
  EXPECT_THAT(answer.at("explanation").get<std::string>(), ::testing::HasSubstr("tunnel"));
}

}  // namespace
}  // namespace yak::twilio
