// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/inbound.hpp"

#include <gtest/gtest.h>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "unit/plugins/twilio_whatsapp/twilio_settings.hpp"

namespace yak::twilio {
namespace {

const InboundRules kRules{"whatsapp", "AC1"};

std::vector<FormField> text_form() {
  return {{"MessageSid", test_sid(1)},
          {"AccountSid", "AC1"},
          {"From", "whatsapp:+15551234567"},
          {"To", "whatsapp:+14155238886"},
          {"ProfileName", "Ana"},
          {"Body", " /model  gpt "},
          {"NumMedia", "0"}};
}

std::vector<FormField> with(std::vector<FormField> fields) {
  auto form = text_form();
  for (FormField& field : fields) {
    const auto same = std::ranges::find(form, field.first, &FormField::first);
    if (same == form.end()) {
      form.push_back(std::move(field));
    } else {
      same->second = std::move(field.second);
    }
  }
  return form;
}

TEST(Inbound, KeepsWhatThePersonTyped) {
  const WallTime now{std::chrono::milliseconds(1'000)};
  const auto message = parse_inbound(kRules, text_form(), "the=wire&form", now);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->channel, "whatsapp");
  EXPECT_EQ(message->external_id, test_sid(1));
  EXPECT_EQ(message->peer, "+15551234567");
  EXPECT_EQ(message->sender, "+15551234567");
  EXPECT_EQ(message->sender_name, "Ana");
  EXPECT_EQ(message->to, "+14155238886");
  EXPECT_EQ(message->raw_text, " /model  gpt ");
  EXPECT_EQ(message->text, " /model  gpt ");
  EXPECT_EQ(message->payload, "the=wire&form");
  EXPECT_EQ(message->received_at, now);
  EXPECT_TRUE(message->attachments.empty());
}

TEST(Inbound, AcceptsSendersWithoutAPhoneNumber) {
  const std::string id = "US.1A2B" + std::string(124, 'c');
  EXPECT_EQ(parse_inbound(kRules, with({{"From", "whatsapp:" + id}}), "", {})->peer, id);
  EXPECT_EQ(parse_inbound(kRules, with({{"From", ""}, {"ExternalUserId", "US.9"}}), "", {})->peer,
            "US.9");
  EXPECT_EQ(parse_inbound(kRules, with({{"From", "whatsapp:US.ENT.7"}}), "", {})->user(),
            "whatsapp:US.ENT.7");
}

TEST(Inbound, UsesTheStableIdAsKeyAndTheNumberAsAddress) {
  const auto both = *parse_inbound(kRules, with({{"ExternalUserId", "DE.13A4"}}), "", {});
  EXPECT_EQ(both.peer, "DE.13A4");
  EXPECT_EQ(both.user(), "whatsapp:DE.13A4");
  EXPECT_EQ(both.aliases, std::vector<std::string>{"+15551234567"});
  EXPECT_EQ(both.address, "+15551234567");
  const auto hidden = *parse_inbound(
      kRules, with({{"From", "whatsapp:DE.13A4"}, {"ExternalUserId", "DE.13A4"}}), "", {});
  EXPECT_EQ(hidden.peer, "DE.13A4");
  EXPECT_TRUE(hidden.aliases.empty());
  EXPECT_EQ(hidden.address, "");
  const auto number = *parse_inbound(kRules, text_form(), "", {});
  EXPECT_TRUE(number.aliases.empty());
  EXPECT_EQ(number.address, "");
  // An id with white space is ignored.
  EXPECT_EQ(parse_inbound(kRules, with({{"ExternalUserId", "a b"}}), "", {})->peer, "+15551234567");
}

TEST(Inbound, ReadsTheMessageIdFromAlternativeFields) {
  const auto form = with({{"MessageSid", ""}, {"SmsMessageSid", test_sid(2)}});
  EXPECT_EQ(parse_inbound(kRules, form, "", {})->external_id, test_sid(2));
}

TEST(Inbound, RefusesFormsWithoutASenderOrMessageId) {
  const std::vector<std::pair<std::vector<FormField>, ErrorKind>> rows{
      {{{"AccountSid", "AC2"}}, ErrorKind::forbidden},
      {{{"AccountSid", ""}}, ErrorKind::forbidden},
      {{{"MessageSid", ""}}, ErrorKind::invalid},
      {{{"MessageSid", "SM 1"}}, ErrorKind::invalid},
      {{{"MessageSid", std::string(65, 'S')}}, ErrorKind::invalid},
      {{{"From", ""}}, ErrorKind::invalid},
      {{{"From", "whatsapp:"}}, ErrorKind::invalid},
      {{{"From", "+15551234567"}}, ErrorKind::invalid},
      {{{"From", "messenger:1234"}}, ErrorKind::invalid},
      {{{"From", "whatsapp:+1\n2"}}, ErrorKind::invalid},
      {{{"From", "whatsapp:" + std::string(161, '1')}}, ErrorKind::invalid},
  };
  for (const auto& [fields, kind] : rows) {
    const auto message = parse_inbound(kRules, with(fields), "", {});
    ASSERT_FALSE(message.has_value()) << fields.front().second;
    EXPECT_EQ(message.error().kind, kind) << fields.front().second;
  }
}

TEST(Inbound, CountsMediaByNumMediaAndByTen) {
  std::vector<FormField> fields{{"Body", ""}};
  for (int i = 0; i < 12; ++i) {
    fields.emplace_back("MediaUrl" + std::to_string(i), "https://m/" + std::to_string(i));
    fields.emplace_back("MediaContentType" + std::to_string(i), "image/jpeg");
  }
  const std::vector<std::pair<std::string, std::size_t>> rows{
      {"0", 0},  {"1", 1}, {"3", 3}, {"10", 10},        {"12", 10},
      {"-1", 0}, {"", 0},  {"x", 0}, {"99999999999", 0}};
  for (const auto& [announced, count] : rows) {
    auto form = fields;
    form.emplace_back("NumMedia", announced);
    EXPECT_EQ(read_attachments(form).size(), count) << announced;
  }
}

TEST(Inbound, DescribesAttachmentsInTheText) {
  const std::vector<std::pair<std::vector<FormField>, std::string>> rows{
      {{{"Body", "hola"}}, "hola"},
      {{{"Body", ""}}, ""},
      {{{"Body", ""}, {"NumMedia", "1"}, {"MediaUrl0", "u"}, {"MediaContentType0", "image/jpeg"}},
       "[image attached: image/jpeg]"},
      {{{"Body", "see"}, {"NumMedia", "1"}, {"MediaUrl0", "u"}, {"MediaContentType0", "audio/ogg"}},
       "see\n[audio attached: audio/ogg]"},
      {{{"Body", ""},
        {"NumMedia", "1"},
        {"MediaUrl0", "u"},
        {"MediaContentType0", "application/pdf"}},
       "[document attached: application/pdf]"},
      {{{"Body", ""}, {"NumMedia", "1"}, {"MediaUrl0", "u"}}, "[file attached]"},
      {{{"Body", ""}, {"Latitude", "52.5"}, {"Longitude", "13.4"}}, "[location: 52.5, 13.4]"},
      {{{"Body", ""},
        {"Latitude", "52.5"},
        {"Longitude", "13.4"},
        {"Label", "Home"},
        {"Address", "Main St 1"}},
       "[location: 52.5, 13.4 (Home, Main St 1)]"},
      {{{"Body", ""}, {"Latitude", "52.5"}}, ""},
      {{{"Body", "Yes"}, {"ButtonText", "Yes"}, {"ButtonPayload", "confirm"}},
       "[button pressed: Yes (confirm)]"},
      {{{"Body", ""}, {"ButtonPayload", "confirm"}}, "[button pressed: confirm]"},
      {{{"Body", ""}, {"InteractiveData", "{\"a\":1}"}}, "[interactive answer: {\"a\":1}]"},
      {{{"Body", ""}, {"FlowData", "{\"b\":\n2}"}}, "[form filled in: {\"b\": 2}]"},
      {{{"Body", "why?"},
        {"OriginalRepliedMessageSid", "SM0"},
        {"OriginalRepliedMessageSender", "whatsapp:+14155238886"}},
       "[in reply to an earlier message of yours]\nwhy?"},
      {{{"Body", "this"},
        {"OriginalRepliedMessageSid", "SM0"},
        {"OriginalRepliedMessageSender", "whatsapp:+15551234567"}},
       "[in reply to an earlier message of their own]\nthis"},
      {{{"Body", "x"}, {"Forwarded", "true"}}, "[forwarded]\nx"},
      {{{"Body", ""}, {"Forwarded", "true"}, {"OriginalRepliedMessageSid", "SM0"}}, ""},
      {{{"Body", "x"}, {"Forwarded", "true"}, {"FrequentlyForwarded", "true"}},
       "[forwarded many times]\nx"},
      {{{"Body", "x"}, {"Forwarded", "false"}}, "x"},
      {{{"Body", "x"},
        {"ReferralHeadline", "Sale"},
        {"ReferralBody", "50% off"},
        {"ReferralSourceUrl", "https://fb.me/1"}},
       "[came from an advertisement: Sale, 50% off, https://fb.me/1]\nx"},
      {{{"Body", "x"}, {"ReferralNumMedia", "0"}}, "x"},
  };
  for (const auto& [fields, text] : rows) EXPECT_EQ(readable_text(with(fields)), text);
}

TEST(Inbound, CleansTheTextAndKeepsTheRawText) {
  const std::string body = std::string("a\0b\x1B[2J\xFF\tc\n", 12);
  const auto message = parse_inbound(kRules, with({{"Body", body}}), "", {});
  EXPECT_EQ(message->raw_text, body);
  EXPECT_EQ(message->text, "ab[2J\xEF\xBF\xBD\tc\n");
}

TEST(Inbound, ClipsLongNotes) {
  const std::string text =
      readable_text(with({{"Body", ""}, {"ButtonText", std::string(10'000, 'x')}}));
  EXPECT_LT(text.size(), 600U);
  EXPECT_TRUE(text.ends_with("…]"));
}

TEST(Inbound, ReadsTheQuotedMessage) {
  EXPECT_EQ(parse_inbound(kRules, with({{"OriginalRepliedMessageSid", "SM0"}}), "", {})->reply_to,
            "SM0");
}

}  // namespace
}  // namespace yak::twilio
