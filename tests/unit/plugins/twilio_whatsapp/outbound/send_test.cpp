// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/outbound/window_template.hpp"
#include "twilio_whatsapp/text/utf16.hpp"
#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using Kind = SendOutcome::Kind;
using yak::testing::header_of;
using yak::testing::ScriptedReply;

class SendTest : public ChannelTest {
 protected:
  SendOutcome send(const Delivery& delivery = reply_to_inbound()) {
    return context_.run_through_time(channel_->send(delivery));
  }

  std::vector<std::string> bodies() {
    std::vector<std::string> bodies;
    for (const HttpRequest& request : context_.http().requests()) {
      bodies.emplace_back(field(*parse_form(request.body), "Body"));
    }
    return bodies;
  }

  static std::string taken(int number) {
    return R"({"sid":"SM)" + std::to_string(number) + R"("})";
  }
  static std::string refused(int code) {
    return R"({"code":)" + std::to_string(code) + R"(,"message":"no","status":400})";
  }
  /// A text of 200 words, about 1,000 characters.
  static std::string long_text() {
    std::string text;
    for (int i = 0; i < 200; ++i) text += std::to_string(1'000 + i) + " ";
    text.pop_back();
    return text;
  }
};

TEST_F(SendTest, SendsAndKeepsTheReceipt) {
  begin();
  context_.http().reply(201, taken(1));
  const SendOutcome outcome = send();
  EXPECT_EQ(outcome.kind, Kind::sent);
  EXPECT_EQ(outcome.receipt, "SM1");
  const HttpRequest request = context_.http().request(0);
  EXPECT_EQ(request.deadlines.total, 15s);
  EXPECT_TRUE(header_of(request, "Authorization").starts_with("Basic "));
  EXPECT_EQ(context_.metrics().value("yak_twilio_sends_total",
                                     {{"channel", "whatsapp"}, {"result", "sent"}}),
            1);
}

TEST_F(SendTest, SendsTheTemplateOnceTheReplyWindowIsClosed) {
  begin(template_settings("You asked: {text}"));
  EXPECT_EQ(channel_->capabilities().reply_window, 24h);
  EXPECT_TRUE(channel_->capabilities().window_template);
  context_.http().reply(201, taken(1));
  Delivery late = reply_to_inbound("two\n\n\"lines\"\tand a tab");
  late.window_closed = true;
  EXPECT_EQ(send(late).receipt, "SM1");
  const auto form = *parse_form(context_.http().request(0).body);
  EXPECT_EQ(field(form, "ContentSid"), "HX" + std::string(32, 'a'));
  EXPECT_EQ(field(form, "ContentVariables"), R"({"1":"You asked: two \"lines\" and a tab"})");
  EXPECT_EQ(field(form, "Body"), "");
  EXPECT_EQ(field(form, "To"), "whatsapp:+15551234567");
  EXPECT_NE(field(form, "StatusCallback"), "");
}

TEST_F(SendTest, ATemplateWithoutTheTextReplacesTheWholeReply) {
  begin(template_settings("Please write again"));
  context_.http().reply(201, taken(1));
  Delivery late = reply_to_inbound();
  late.window_closed = true;
  late.parts = 2;
  EXPECT_EQ(send(late).kind, Kind::sent);
  late.part = 2;
  EXPECT_EQ(send(late).kind, Kind::rejected);
  EXPECT_EQ(context_.http().requests().size(), 1U);
}

TEST_F(SendTest, WithoutATemplateTheWindowIsLeftToTheCore) {
  begin();
  EXPECT_FALSE(channel_->capabilities().window_template);
  EXPECT_EQ(channel_->capabilities().reply_window, 24h);
}

TEST(WindowTemplateText, IsOneLineThatFits) {
  EXPECT_EQ(as_variable(" a \r\n\t  b "), "a b");
  EXPECT_EQ(as_variable(""), "");
  const std::string cut = as_variable(std::string(400, 'a') + std::string(400, 'b'));
  EXPECT_EQ(cut.size(), 700U);
  EXPECT_TRUE(cut.ends_with("b…"));
}

TEST_F(SendTest, TheErrorClassDecidesTheOutcome) {
  begin();
  const std::vector<std::pair<int, Kind>> rows{{63016, Kind::rejected}, {63015, Kind::rejected},
                                               {21606, Kind::rejected}, {63018, Kind::retry},
                                               {14107, Kind::retry},    {63010, Kind::retry}};
  for (const auto& [code, kind] : rows) {
    context_.http().reply(400, refused(code));
    EXPECT_EQ(send().kind, kind) << code;
  }
  context_.http().reply(503, "");
  EXPECT_EQ(send().kind, Kind::unknown);
  context_.http().fail(error(ErrorKind::unavailable, "refused").before_sending());
  EXPECT_EQ(send().kind, Kind::retry);
  context_.http().reply(ScriptedReply::hang());
  EXPECT_EQ(send().kind, Kind::unknown);
  EXPECT_EQ(context_.http().requests().size(), rows.size() + 3) << "one attempt each";
}

TEST_F(SendTest, SplitsATooLongTextAndSendsItInOrder) {
  begin();
  const std::string text = long_text();
  context_.http().reply(400, refused(21617));
  context_.http().reply(201, taken(1));
  context_.http().reply(400, refused(21658));
  for (int i = 2; i <= 4; ++i) context_.http().reply(201, taken(i));
  const MonotonicTime began = context_.clock().monotonic();
  const SendOutcome outcome = send(reply_to_inbound(text));
  EXPECT_EQ(outcome.kind, Kind::sent);
  EXPECT_EQ(outcome.receipt, "SM3");
  const std::vector<std::string> sent = bodies();
  ASSERT_EQ(sent.size(), 5U);
  EXPECT_EQ(sent[0], text);
  EXPECT_EQ(sent[1] + " " + sent[3] + " " + sent[4], text);
  EXPECT_GE(context_.clock().monotonic() - began, 6s) << "the sandbox allows one send every 3 s";
}

TEST_F(SendTest, GivesUpOnATextThatIsNeverShortEnough) {
  begin();
  for (int i = 0; i < 4; ++i) context_.http().reply(400, refused(21617));
  EXPECT_EQ(send(reply_to_inbound(long_text())).kind, Kind::rejected);
  EXPECT_EQ(context_.http().requests().size(), 4U);
}

TEST_F(SendTest, DoesNotStartOverOnceAPieceWasSent) {
  begin();
  context_.http().reply(400, refused(21617));
  context_.http().reply(201, taken(1));
  context_.http().reply(429, refused(20429));
  context_.http().reply(429, refused(20429));
  context_.http().reply(201, taken(2));
  EXPECT_EQ(send(reply_to_inbound(long_text())).kind, Kind::sent);

  context_.http().reply(400, refused(21617));
  context_.http().reply(201, taken(3));
  context_.http().reply(500, "");
  EXPECT_EQ(send(reply_to_inbound(long_text())).kind, Kind::unknown);

  context_.http().reply(400, refused(21617));
  context_.http().reply(201, taken(4));
  context_.http().reply(400, refused(63016));
  EXPECT_EQ(send(reply_to_inbound(long_text())).kind, Kind::rejected);
}

TEST_F(SendTest, NamesTheDeliveryInCallbacksOfTheWholeTextOnly) {
  begin();
  context_.http().reply(400, refused(21617));
  context_.http().reply(201, taken(1));
  context_.http().reply(201, taken(2));
  EXPECT_EQ(send(reply_to_inbound(long_text())).kind, Kind::sent);
  std::vector<std::string> callbacks;
  for (const HttpRequest& request : context_.http().requests()) {
    callbacks.emplace_back(field(*parse_form(request.body), "StatusCallback"));
  }
  const std::string url = "https://bot.example.com/webhook/status";
  EXPECT_THAT(callbacks, ::testing::ElementsAre(url + "?delivery=7", url, url));
}

TEST_F(SendTest, SendsATypingIndicator) {
  begin();
  EXPECT_TRUE(channel_->capabilities().typing);
  Message message;
  message.external_id = "SM1";
  context_.http().reply(200, R"({"success":true})");
  context_.run(channel_->typing(message));
  EXPECT_EQ(context_.http().request(0).body, "messageId=SM1&channel=whatsapp");
  context_.http().fail(error(ErrorKind::unavailable, "down"));
  context_.run(channel_->typing(message));
}

TEST_F(SendTest, ReportsItsCredits) {
  begin();
  context_.http().reply(200, R"({"balance":"12.34","currency":"USD"})");
  EXPECT_EQ(context_.run(channel_->credits())->summary, "Twilio balance: 12.34 USD");
  context_.http().fail(error(ErrorKind::timeout, "slow"));
  EXPECT_EQ(context_.run(channel_->credits()).error().kind, ErrorKind::timeout);
}

TEST_F(SendTest, NeverLogsCredentials) {
  begin();
  context_.http().reply(401, refused(20003));
  const SendOutcome outcome = send();
  EXPECT_TRUE(outcome.pauses_sender);
  EXPECT_EQ(outcome.reason.find(kTestToken), std::string::npos);
  EXPECT_FALSE(context_.log().contains(kTestToken));
}

TEST_F(SendTest, RendersWithinTheConfiguredLimit) {
  begin(test_settings().integer("max_length", 100).boolean("number_parts", true));
  Reply reply;
  reply.add(long_text(), Markup::markdown);
  const auto rendered = channel_->render(reply);
  ASSERT_GT(rendered.size(), 9U);
  for (const Outbound& outbound : rendered) EXPECT_LT(utf16_length(outbound.text), 100U);
  EXPECT_TRUE(rendered.front().text.starts_with("(1/"));
}

TEST_F(SendTest, OmitsACallbackUrlThatTwilioWouldRefuse) {
  context_.set_public_url("https://my_bot.example.com");
  begin();
  context_.http().reply(201, taken(1));
  send();
  EXPECT_EQ(context_.http().request(0).body.find("StatusCallback"), std::string::npos);
  EXPECT_TRUE(context_.log().contains("underscore"));
}

TEST_F(SendTest, WithoutAPublicUrlWebhooksAreRefusedAndTheLogSaysWhatToSet) {
  context_.set_public_url("");
  const auto made = make_channel(context_, test_settings().build());
  ASSERT_TRUE(made.has_value());
  ASSERT_TRUE(context_.run((*made)->start()).has_value());
  yak::testing::FakeRequest request("POST", "/webhook", "Body=x");
  const ServerResponse response = context_.run(context_.routes().call(std::move(request)));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.content_type.find("text/plain"), std::string::npos);
  EXPECT_TRUE(context_.inbox().messages().empty());
  EXPECT_TRUE(context_.log().contains("YAK_PUBLIC_URL"));
}

}  // namespace
}  // namespace yak::twilio
