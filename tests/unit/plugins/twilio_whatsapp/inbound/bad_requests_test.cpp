// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {
namespace {

using yak::testing::FakeRequest;

/// Requests of strangers, proxies and misconfigured consoles, and the answers to them. No such
/// request may reach the inbox, and no answer may be one that Twilio would show to a person.
class BadRequests : public ChannelTest {
 protected:
  struct Row {
    std::string name;
    FakeRequest request;
    int status;
  };

  static FakeRequest with_type(std::vector<FormField> form, std::string type) {
    const std::string signature = sign("https://bot.example.com/webhook", form);
    return FakeRequest("POST", "/webhook", write_form(form))
        .header("Content-Type", std::move(type))
        .header("X-Twilio-Signature", signature);
  }

  static FakeRequest altered(const std::string& from, const std::string& to) {
    FakeRequest request = post("/webhook", inbound("hello world"));
    request.body.replace(request.body.find(from), from.size(), to);
    return request;
  }

  static FakeRequest with_signature(std::string signature) {
    return FakeRequest("POST", "/webhook", write_form(inbound()))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("X-Twilio-Signature", std::move(signature));
  }

  static std::vector<FormField> changed(const std::string& name, std::string value) {
    std::vector<FormField> form = inbound();
    for (FormField& field : form) {
      if (field.first == name) field.second = std::move(value);
    }
    return form;
  }

  static std::vector<FormField> without(const std::string& name) {
    std::vector<FormField> form = inbound();
    std::erase_if(form, [&](const FormField& field) { return field.first == name; });
    return form;
  }

  static std::vector<FormField> crowded() {
    std::vector<FormField> form = inbound();
    for (int i = 0; i < 300; ++i) form.emplace_back("X" + std::to_string(i), "1");
    return form;
  }

  void expect(std::vector<Row> rows) {
    begin();
    for (Row& row : rows) {
      const ServerResponse response = call(std::move(row.request));
      EXPECT_EQ(response.status, row.status) << row.name;
      EXPECT_EQ(response.content_type, "text/xml; charset=utf-8") << row.name;
      EXPECT_TRUE(response.body.ends_with("<Response/>")) << row.name;
    }
    EXPECT_THAT(context_.inbox().messages(), ::testing::IsEmpty());
    EXPECT_THAT(context_.inbox().reports(), ::testing::IsEmpty());
  }
};

TEST_F(BadRequests, WithoutAValidSignature) {
  const std::string right = sign("https://bot.example.com/webhook", inbound());
  const auto signed_for = [](const std::string& url) {
    return with_signature(sign(url, inbound()));
  };
  std::vector<Row> rows{
      {"no header", FakeRequest("POST", "/webhook", write_form(inbound())), 400},
      {"nothing at all", FakeRequest("POST", "/webhook"), 400},
      {"GET by a machine", FakeRequest("GET", "/webhook"), 400},
      {"GET with fields", FakeRequest("GET", "/webhook?" + write_form(inbound())), 400},
      {"empty header", with_signature(""), 400},
      {"garbage", with_signature("garbage"), 403},
      {"right length, wrong", with_signature(std::string(27, 'A') + "="), 403},
      {"truncated", with_signature(right.substr(0, 27)), 403},
      {"padded", with_signature(right + "="), 403},
      {"very long", with_signature(std::string(7'000, 'A')), 403},
      {"http URL", signed_for("http://bot.example.com/webhook"), 403},
      {"other host", signed_for("https://evil.example/webhook"), 403},
      {"trailing slash", signed_for("https://bot.example.com/webhook/"), 403},
      {"other case", signed_for("https://bot.example.com/Webhook"), 403},
      {"other port", signed_for("https://bot.example.com:8443/webhook"), 403},
      {"the status URL", signed_for("https://bot.example.com/webhook/status"), 403},
      {"other token",
       with_signature(
           SignatureChecker(Secret("other"), "https://bot.example.com/webhook").sign(inbound())),
       403},
  };
  expect(std::move(rows));
}

TEST_F(BadRequests, ChangedInTransit) {
  FakeRequest added = post("/webhook", inbound());
  added.body += "&Extra=1";
  FakeRequest got = post("/webhook", inbound());
  got.method = "GET";
  FakeRequest plus = post("/webhook", inbound("1+1"));
  plus.body = std::move(plus.body).replace(plus.body.find("1%2B1"), 5, "1+1");
  expect({
      {"body changed", altered("hello", "jello"), 403},
      {"body trimmed", altered("Body=hello%20world", "Body=hello"), 403},
      {"sender changed", altered("5551234567", "5551234568"), 403},
      {"field added", std::move(added), 403},
      {"body moved to GET", std::move(got), 403},
      {"plus decoded", std::move(plus), 403},
  });
}

TEST_F(BadRequests, OfAnotherContentType) {
  const std::string json = R"({"Body":"hi"})";
  expect({
      {"multipart", with_type(inbound(), "multipart/form-data; boundary=x"), 415},
      {"plain text", with_type(inbound(), "text/plain"), 415},
      {"JSON without a hash",
       FakeRequest("POST", "/webhook", json)
           .header("Content-Type", "application/json; charset=utf-8")
           .header("X-Twilio-Signature", sign("https://bot.example.com/webhook", {})),
       403},
      {"too many fields", post("/webhook", crowded()), 413},
      {"signed nothing", post("/webhook", {}), 403},
  });
}

TEST_F(BadRequests, SignedButUnusable) {
  expect({
      {"other account", post("/webhook", changed("AccountSid", "AC2")), 403},
      {"no account", post("/webhook", without("AccountSid")), 403},
      {"no sid", post("/webhook", without("MessageSid")), 400},
      {"empty sid", post("/webhook", changed("MessageSid", "")), 400},
      {"no sender", post("/webhook", without("From")), 400},
      {"an SMS sender", post("/webhook", changed("From", "+15551234567")), 400},
      {"sender with line ends", post("/webhook", changed("From", "whatsapp:+1\r\n2")), 400},
      {"endless sender", post("/webhook", changed("From", "whatsapp:" + std::string(500, '1'))),
       400},
      {"status of another account",
       post("/webhook/status",
            {{"MessageSid", "SM1"}, {"MessageStatus", "sent"}, {"AccountSid", "AC2"}}),
       403},
      {"status of nothing",
       post("/webhook/status", {{"MessageStatus", "sent"}, {"AccountSid", kTestAccount}}), 400},
      {"unsigned status", FakeRequest("POST", "/webhook/status", "MessageSid=SM1"), 400},
  });
}

TEST_F(BadRequests, SurvivesHostileButSignedFields) {
  begin();
  int n = 0;
  for (const std::string& body :
       {std::string("\0\x01\xFF\xFE", 4), std::string(60'000, 'x'), std::string("</Response>"),
        std::string("' OR 1=1; --"), std::string("%%%s%n"), std::string()}) {
    std::vector<FormField> form = inbound(body, test_sid(n++));
    form.emplace_back("NumMedia", "99999999999999999999");
    form.emplace_back("Latitude", "\xFF");
    form.emplace_back("Longitude", "NaN");
    form.emplace_back("ChannelMetadata", std::string(1'000, '['));
    form.emplace_back("", "");
    EXPECT_EQ(call(post("/webhook", form)).status, 200);
  }
  ASSERT_EQ(context_.inbox().messages().size(), 6U);
  EXPECT_EQ(context_.inbox().messages().front().raw_text, std::string("\0\x01\xFF\xFE", 4));
}

}  // namespace
}  // namespace yak::twilio
