// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using yak::testing::FakeRequest;

constexpr std::string_view kNothing = R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)";

using WebhookCalls = ChannelTest;

TEST_F(WebhookCalls, StoresAMessageBeforeItAnswers) {
  begin();
  const std::vector<FormField> form = inbound(" hello ");
  const ServerResponse response = call(post("/webhook", form));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/xml; charset=utf-8");
  EXPECT_EQ(response.body, kNothing);
  ASSERT_EQ(context_.inbox().messages().size(), 1U);
  const Message message = context_.inbox().messages().front();
  EXPECT_EQ(message.raw_text, " hello ");
  EXPECT_EQ(message.payload, write_form(form));
  EXPECT_EQ(message.received_at, context_.clock().now());
  EXPECT_THAT(context_.inbox().inline_waits(), ElementsAre(8s));
}

TEST_F(WebhookCalls, AcceptsADuplicateSilently) {
  begin();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(call(post("/webhook", inbound())).body, kNothing);
  EXPECT_EQ(context_.inbox().messages().size(), 1U);
  EXPECT_EQ(context_.metrics().value("yak_twilio_webhooks_total",
                                     {{"channel", "whatsapp"}, {"result", "duplicate"}}),
            1);
}

TEST_F(WebhookCalls, AnswersInlineAndReportsTheWrite) {
  begin();
  context_.inbox().answer_inline(reply_to_inbound());
  context_.inbox().answer_inline(reply_to_inbound());
  const ServerResponse response = call(post("/webhook", inbound()));
  EXPECT_EQ(response.body, R"(<?xml version="1.0" encoding="UTF-8"?><Response>)"
                           R"(<Message to="whatsapp:+15551234567" from="whatsapp:+14155238886")"
                           R"( action="https://bot.example.com/webhook/status?delivery=7")"
                           R"( statusCallback="https://bot.example.com/webhook/status?delivery=7">)"
                           R"(<Body>4 &lt; 5</Body></Message></Response>)");
  FakeRequest broken = post("/webhook", inbound("again", test_sid(2)));
  broken.written = false;
  call(std::move(broken));
  EXPECT_THAT(context_.inbox().written(), ElementsAre(true, false));
}

TEST_F(WebhookCalls, AnswersTheNumberOfAPersonWhoIsKnownByAnId) {
  begin();
  Delivery delivery = reply_to_inbound();
  delivery.peer = "DE.13A4";
  delivery.address = "+15551234567";
  context_.inbox().answer_inline(std::move(delivery));
  const ServerResponse response = call(post("/webhook", inbound()));
  EXPECT_THAT(response.body, ::testing::HasSubstr("to=\"whatsapp:+15551234567\""));
}

TEST_F(WebhookCalls, NeverWaitsWhenInlineRepliesAreOff) {
  begin(test_settings().duration("inline_wait", 0ms));
  call(post("/webhook", inbound()));
  EXPECT_THAT(context_.inbox().inline_waits(), ElementsAre(0ms));
  EXPECT_FALSE(channel_->capabilities().inline_reply);
}

TEST_F(WebhookCalls, AcceptsAWebhookByGet) {
  begin();
  const std::string query = write_form(inbound("by get"));
  const std::string target = "/webhook?" + query;
  const std::string signature = sign("https://bot.example.com" + target, {});
  EXPECT_EQ(call(FakeRequest("GET", target).header("X-Twilio-Signature", signature)).status, 200);
  ASSERT_EQ(context_.inbox().messages().size(), 1U);
  EXPECT_EQ(context_.inbox().messages().front().raw_text, "by get");
  EXPECT_EQ(context_.inbox().messages().front().payload, query);
}

TEST_F(WebhookCalls, ChecksAgainstTheConfiguredUrlOnly) {
  begin(test_settings().text("webhook_url", "https://other.example/in?x=1#rc=5&rp=all"));
  const auto request = [](const std::string& signed_url) {
    const std::vector<FormField> form = inbound();
    return FakeRequest("POST", "/webhook?x=1", write_form(form))
        .header("Host", "bot.example.com")
        .header("X-Forwarded-Host", "bot.example.com")
        .header("X-Twilio-Signature", sign(signed_url, form));
  };
  EXPECT_EQ(call(request("https://bot.example.com/webhook?x=1")).status, 403);
  EXPECT_EQ(call(request("https://other.example/in?x=1")).status, 200);
}

TEST_F(WebhookCalls, Answers503IfItCannotStore) {
  begin();
  context_.inbox().fail_next(error(ErrorKind::unavailable, "disk full"));
  const ServerResponse response = call(post("/webhook", inbound()));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, kNothing);
  EXPECT_TRUE(context_.log().contains("disk full"));
  EXPECT_EQ(call(post("/webhook", inbound())).status, 200);
}

TEST_F(WebhookCalls, ShowsABrowserAHintAndLogsTheUrl) {
  begin();
  const ServerResponse response =
      call(FakeRequest("GET", "/webhook").header("Accept", "text/html,application/xhtml+xml"));
  EXPECT_TRUE(response.content_type.starts_with("text/html"));
  EXPECT_NE(response.body.find("yak doctor"), std::string::npos);
  EXPECT_EQ(response.body.find("bot.example.com"), std::string::npos);
  EXPECT_TRUE(context_.log().contains("https://bot.example.com/webhook"));
  EXPECT_THAT(context_.routes().hints(),
              Contains("Twilio's webhook is POST https://bot.example.com/webhook; set it in the "
                       "Twilio console"));
}

TEST_F(WebhookCalls, ServesBothMethodsOnBothPaths) {
  begin(test_settings().text("webhook_path", "/in").text("status_path", "/out"));
  EXPECT_THAT(context_.routes().list(),
              UnorderedElementsAre("POST /in", "GET /in", "POST /out", "GET /out"));
}

TEST_F(WebhookCalls, ReportsAStatus) {
  begin();
  const std::vector<FormField> form{
      {"MessageSid", "SM9"}, {"MessageStatus", "delivered"}, {"AccountSid", kTestAccount}};
  EXPECT_EQ(call(post("/webhook/status?delivery=7", form)).status, 200);
  ASSERT_EQ(context_.inbox().reports().size(), 1U);
  const ReceiptUpdate report = context_.inbox().reports().front();
  EXPECT_EQ(report.delivery, 7);
  EXPECT_EQ(report.receipt, "SM9");
  EXPECT_EQ(report.status, ReceiptStatus::delivered);
}

TEST_F(WebhookCalls, DoesNotLetAStatusNameAnotherDelivery) {
  begin();
  const std::vector<FormField> form{
      {"MessageSid", "SM9"}, {"MessageStatus", "failed"}, {"AccountSid", kTestAccount}};
  FakeRequest replayed = post("/webhook/status?delivery=7", form);
  replayed.target = "/webhook/status?delivery=8";
  EXPECT_EQ(call(std::move(replayed)).status, 403);
  EXPECT_THAT(context_.inbox().reports(), IsEmpty());
}

TEST_F(WebhookCalls, ReadsAStatusOnTheMessagePath) {
  begin();
  const std::vector<FormField> form{{"MessageSid", "SM9"},
                                    {"MessageStatus", "delivered"},
                                    {"AccountSid", kTestAccount},
                                    {"From", "whatsapp:+14155238886"}};
  FakeRequest request = post("/webhook", form);
  request.target += "?delivery=8";  // added by somebody who replays the request
  EXPECT_EQ(call(std::move(request)).status, 200);
  EXPECT_THAT(context_.inbox().messages(), IsEmpty());
  ASSERT_EQ(context_.inbox().reports().size(), 1U);
  EXPECT_EQ(context_.inbox().reports().front().delivery, 0);
  EXPECT_TRUE(context_.log().contains("https://bot.example.com/webhook/status"));
}

TEST_F(WebhookCalls, LogsWhyAMessageWasNotDelivered) {
  begin();
  const std::vector<FormField> form{{"MessageSid", "SM9"},
                                    {"MessageStatus", "undelivered"},
                                    {"ErrorCode", "63015"},
                                    {"To", "whatsapp:+15551234567"},
                                    {"AccountSid", kTestAccount}};
  call(post("/webhook/status?delivery=7", form));
  EXPECT_TRUE(context_.log().contains("has not joined the sandbox"));
  EXPECT_FALSE(context_.log().contains("5551234567"));
}

TEST_F(WebhookCalls, LimitsWarningsAboutRefusedRequests) {
  begin();
  context_.log().clear();
  for (int i = 0; i < 50; ++i) call(FakeRequest("POST", "/webhook", "Body=x"));
  EXPECT_EQ(context_.log().count(LogLevel::warn), 1U);
  context_.advance(11s);
  call(FakeRequest("POST", "/webhook", "Body=x"));
  EXPECT_EQ(context_.log().count(LogLevel::warn), 2U);
  EXPECT_TRUE(context_.log().contains("suppressed=49"));
  EXPECT_TRUE(context_.log().contains("url=https://bot.example.com/webhook"));
}

TEST_F(WebhookCalls, KeepsSecretsAndTextsOutOfTheLog) {
  begin(test_settings().text("webhook_url", "https://hook:s3cret@bot.example.com/webhook"));
  call(post("/webhook", inbound("a private word")));
  call(FakeRequest("POST", "/webhook", "Body=another+private+word"));
  call(FakeRequest("POST", "/webhook", "Body=private").header("X-Twilio-Signature", "forged"));
  for (const char* secret : {"s3cret", kTestToken, "private", "5551234567"}) {
    EXPECT_FALSE(context_.log().contains(secret)) << secret;
  }
}

}  // namespace
}  // namespace yak::twilio
