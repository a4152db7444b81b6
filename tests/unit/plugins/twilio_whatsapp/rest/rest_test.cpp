// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/rest/rest_request.hpp"
#include "twilio_whatsapp/rest/rest_response.hpp"
#include "unit/plugins/twilio_whatsapp/twilio_settings.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using Kind = SendOutcome::Kind;

Delivery delivery() {
  Delivery delivery;
  delivery.id = 7;
  delivery.peer = "+15551234567";
  delivery.content.text = "2 + 2 = 4 & more €";
  delivery.created_at = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + 9h;
  return delivery;
}

std::string header(const HttpRequest& request, std::string_view name) {
  for (const Header& header : request.headers) {
    if (same_header(header.name, name)) return header.value;
  }
  return {};
}

TEST(RestRequest, CreatesAMessage) {
  const HttpRequest request = create_message(test_options(), delivery(), "2 + 2 = 4 & more €");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url,
            "https://api.twilio.com/2010-04-01/Accounts/" + kTestAccount + "/Messages.json");
  EXPECT_EQ(header(request, "Content-Type"), "application/x-www-form-urlencoded");
  const auto form = *parse_form(request.body);
  const std::vector<FormField> expected{
      {"To", "whatsapp:+15551234567"},
      {"From", "whatsapp:+14155238886"},
      {"Body", "2 + 2 = 4 & more €"},
      {"StatusCallback", "https://bot.example.com/webhook/status?delivery=7"}};
  EXPECT_EQ(form, expected);
}

TEST(RestRequest, SendsFromTheAddressThatReceivedTheMessage) {
  Delivery other = delivery();
  other.from = "+15550002222";
  other.content.media.push_back({"https://a/x.jpg", "image/jpeg", ""});
  const auto form = *parse_form(create_message(test_options(), other, "").body);
  EXPECT_EQ(field(form, "From"), "whatsapp:+15550002222");
  EXPECT_EQ(field(form, "MediaUrl"), "https://a/x.jpg");
  EXPECT_EQ(std::ranges::count(form, "Body", &FormField::first), 0);
}

TEST(RestRequest, NamesAMessagingServiceInsteadOfASender) {
  Options options = test_options();
  options.messaging_service_sid = "MG1";
  options.status_callbacks = false;
  const auto form = *parse_form(create_message(options, delivery(), "x").body);
  const std::vector<FormField> expected{
      {"To", "whatsapp:+15551234567"}, {"MessagingServiceSid", "MG1"}, {"Body", "x"}};
  EXPECT_EQ(form, expected);
}

TEST(RestRequest, HasBasicAuthorization) {
  // The example of RFC 7617, section 2.
  Options options = test_options();
  options.user = "Aladdin";
  options.password = Secret("open sesame");
  EXPECT_EQ(header(fetch_balance(options), "Authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(RestRequest, AsksForTheTypingIndicator) {
  const HttpRequest request = show_typing(test_options(), "SM1");
  EXPECT_EQ(request.url, "https://messaging.twilio.com/v2/Indicators/Typing.json");
  EXPECT_EQ(request.body, "messageId=SM1&channel=whatsapp");
}

TEST(RestRequest, NamesNoDeliveryInTheCallbackOfAPiece) {
  Delivery piece = delivery();
  piece.id = 0;
  const auto form = *parse_form(create_message(test_options(), piece, "x").body);
  EXPECT_EQ(field(form, "StatusCallback"), "https://bot.example.com/webhook/status");
}

TEST(RestRequest, ListsMessagesSentFromTheDayBefore) {
  const std::string list = "/2010-04-01/Accounts/" + kTestAccount + "/Messages.json";
  const std::string to = "?To=whatsapp%3A%2B15551234567";
  EXPECT_EQ(sent_list(test_options(), delivery(), 50),
            list + to + "&From=whatsapp%3A%2B14155238886&DateSent%3E=2026-01-04&PageSize=50");
  Options options = test_options();
  options.messaging_service_sid = "MG1";
  EXPECT_EQ(sent_list(options, delivery(), 7), list + to + "&DateSent%3E=2026-01-04&PageSize=7");
}

TEST(RestRequest, RequestsAPageBelowTheApisOrigin) {
  const HttpRequest page = get_list(test_options(), "/a?b", 99);
  EXPECT_EQ(page.method, "GET");
  EXPECT_EQ(page.url, "https://api.twilio.com/a?b");
  EXPECT_EQ(page.max_response_bytes, 99U);
  EXPECT_FALSE(header(page, "Authorization").empty());
}

HttpResponse answer(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

std::string code(int number) {
  return R"({"code":)" + std::to_string(number) + R"(,"message":"m"})";
}

TEST(RestResponse, ClassifiesEveryAnswer) {
  struct Row {
    int status;
    std::string body;
    Kind kind;
    bool pauses = false;
    bool too_long = false;
  };
  const std::vector<Row> rows{
      {201, R"({"sid":"SM1","error_code":null,"num_segments":"1"})", Kind::sent},
      {200, R"({"sid":"SM1"})", Kind::sent},
      {201, R"({"sid":null})", Kind::unknown},
      {201, "<html>", Kind::unknown},
      {201, "", Kind::unknown},
      {302, "", Kind::rejected},
      {400, code(21211), Kind::rejected},
      {400, code(63015), Kind::rejected},
      {400, code(63016), Kind::rejected},
      {400, code(21608), Kind::rejected},
      {400, code(63019), Kind::rejected},
      {400, code(21617), Kind::rejected, false, true},
      {400, code(21658), Kind::rejected, false, true},
      {400, code(99999), Kind::rejected},
      {400, "not json", Kind::rejected},
      {400, R"({"code":"21617"})", Kind::rejected, false, true},
      {401, code(20003), Kind::retry, true},
      {401, "", Kind::retry, true},
      {403, code(20005), Kind::retry, true},
      {403, "", Kind::rejected},
      {404, code(20404), Kind::rejected},
      {408, "", Kind::unknown},
      {400, code(63018), Kind::retry, true},
      {400, code(63038), Kind::retry, true},
      {400, code(14107), Kind::retry},
      {400, code(63010), Kind::retry},
      {400, code(30001), Kind::retry},
      {429, code(20429), Kind::retry},
      {429, "", Kind::retry},
      {500, code(20500), Kind::unknown},
      {502, "<html>bad gateway", Kind::unknown},
      {503, code(20503), Kind::unknown},
      {504, "", Kind::unknown},
      {400, std::string(100'000, '['), Kind::rejected},
  };
  for (const Row& row : rows) {
    const CreateOutcome created = read_create(answer(row.status, row.body));
    const std::string name = std::to_string(row.status) + " " + row.body.substr(0, 60);
    EXPECT_EQ(created.outcome.kind, row.kind) << name;
    EXPECT_EQ(created.outcome.pauses_sender, row.pauses) << name;
    EXPECT_EQ(created.too_long, row.too_long) << name;
    EXPECT_EQ(created.outcome.reason.empty(), row.kind == Kind::sent) << name;
    EXPECT_FALSE(created.label.empty()) << name;
  }
}

TEST(RestResponse, WaitsAsLongAsTwilioSays) {
  HttpResponse response = answer(429, code(20429));
  EXPECT_FALSE(read_create(response).outcome.wait.has_value());
  response.headers.emplace_back("Retry-After", "7");
  EXPECT_EQ(read_create(response).outcome.wait, 7s);
  EXPECT_EQ(read_create(answer(400, code(14107))).outcome.wait, 30s);
  EXPECT_EQ(parse_retry_after("999999"), 1h);
  EXPECT_EQ(parse_retry_after("-1"), std::nullopt);
  EXPECT_EQ(parse_retry_after("soon"), std::nullopt);
  EXPECT_EQ(parse_retry_after(""), std::nullopt);
}

TEST(RestResponse, HasAReasonForTheOperatorWithoutNumbers) {
  const auto reason = [](int status, const std::string& body) {
    return read_create(answer(status, body)).outcome.reason;
  };
  EXPECT_NE(reason(400, code(63015)).find("has not joined the sandbox"), std::string::npos);
  EXPECT_EQ(reason(400, R"({"code":77777,"message":"To whatsapp:+15551234567 is odd, see 12"})"),
            "Twilio 77777: To whatsapp:+… is odd, see 12");
  EXPECT_EQ(reason(500, "oops"), "Twilio answered 500");
  EXPECT_NE(reason(401, "").find("auth_token"), std::string::npos);
}

TEST(RestResponse, DistinguishesNotSentFromUnknown) {
  const error refused = error(ErrorKind::unavailable, "connection refused").before_sending();
  EXPECT_EQ(read_create(refused).outcome.kind, Kind::retry);
  EXPECT_EQ(read_create(error(ErrorKind::timeout, "no answer")).outcome.kind, Kind::unknown);
  EXPECT_EQ(read_create(error(ErrorKind::canceled, "stopped")).outcome.kind, Kind::unknown);
}

TEST(RestResponse, ReportsWhyThereIsNoList) {
  const std::vector<std::pair<int, ErrorKind>> rows{
      {401, ErrorKind::unauthenticated}, {403, ErrorKind::forbidden},
      {404, ErrorKind::not_found},       {408, ErrorKind::timeout},
      {429, ErrorKind::rate_limited},    {500, ErrorKind::unavailable},
      {503, ErrorKind::unavailable},     {302, ErrorKind::protocol},
      {400, ErrorKind::protocol}};
  for (const auto& [status, kind] : rows) {
    EXPECT_EQ(read_failure(answer(status, "")).kind, kind) << status;
    EXPECT_FALSE(read_failure(answer(status, "")).message.empty());
  }
  HttpResponse busy = answer(429, code(20429));
  busy.headers.emplace_back("Retry-After", "7");
  EXPECT_EQ(read_failure(busy).retry_after, 7s);
}

TEST(RestResponse, ReadsTheBalance) {
  const auto summary = [](const std::string& body) { return read_balance(answer(200, body)); };
  EXPECT_EQ(summary(R"({"balance":"12.34","currency":"USD"})")->summary,
            "Twilio balance: 12.34 USD");
  EXPECT_EQ(summary(R"({"balance":12.5,"currency":"eur"})")->summary, "Twilio balance: 12.5 EUR");
  EXPECT_FALSE(summary(R"({"currency":"usd"})").has_value());
  EXPECT_FALSE(summary("").has_value());
  EXPECT_EQ(read_balance(answer(401, code(20003))).error().kind, ErrorKind::unauthenticated);
}

}  // namespace
}  // namespace yak::twilio
