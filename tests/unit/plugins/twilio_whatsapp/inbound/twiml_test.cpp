// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/twiml.hpp"

#include <gtest/gtest.h>

namespace yak::twilio {
namespace {

TEST(EscapeXml, WritesEveryCharacterSoThatAParserReadsItBack) {
  EXPECT_EQ(escape_xml("a < b && c > \"d\" 'e'"), "a &lt; b &amp;&amp; c &gt; &quot;d&quot; 'e'");
  EXPECT_EQ(escape_xml("]]>"), "]]&gt;");
  EXPECT_EQ(escape_xml("tab\tline\ncr\r"), "tab\tline\ncr&#13;");
  EXPECT_EQ(escape_xml("ñ € 😀"), "ñ € 😀");
}

TEST(EscapeXml, OmitsCharactersThatXmlCannotCarry) {
  using namespace std::string_view_literals;
  EXPECT_EQ(escape_xml("a\0b\x01\x08\x0B\x0C\x1F\x7F"sv), "ab\x7F");
  EXPECT_EQ(escape_xml("a\xEF\xBF\xBE\xEF\xBF\xBF"), "a");  // U+FFFE, U+FFFF
  EXPECT_EQ(escape_xml("a\xED\xA0\x80z"), "az");            // a surrogate
  EXPECT_EQ(escape_xml("a\xC3(\xF0\x9F\x98"), "a(");        // invalid UTF-8
  EXPECT_EQ(escape_xml("\xC0\xBC script"), " script");      // an overlong `<`
}

TEST(Twiml, BeginsWithTheProlog) {
  EXPECT_EQ(empty_twiml(), R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)");
}

TEST(Twiml, NamesBothCallbacksAndEscapesThem) {
  TwimlMessage message;
  message.to = "whatsapp:+15551234567";
  message.from = "whatsapp:+14155238886";
  message.body = "2 < 3";
  message.status_callback = "https://a.example/s?x=1&delivery=7";
  EXPECT_EQ(message_twiml(message), R"(<?xml version="1.0" encoding="UTF-8"?><Response><Message)"
                                    R"( to="whatsapp:+15551234567" from="whatsapp:+14155238886")"
                                    R"( action="https://a.example/s?x=1&amp;delivery=7")"
                                    R"( statusCallback="https://a.example/s?x=1&amp;delivery=7">)"
                                    R"(<Body>2 &lt; 3</Body></Message></Response>)");
}

TEST(Twiml, OmitsEmptyElements) {
  TwimlMessage message;
  message.media_url = "https://a.example/x.jpg?a=1&b=2";
  EXPECT_EQ(message_twiml(message),
            R"(<?xml version="1.0" encoding="UTF-8"?><Response><Message>)"
            R"(<Media>https://a.example/x.jpg?a=1&amp;b=2</Media></Message></Response>)");
}

TEST(Twiml, ReturnsNothingAboveTheDocumentsLimit) {
  TwimlMessage message;
  message.body = std::string(60'000, 'x');
  EXPECT_TRUE(message_twiml(message).has_value());
  message.body = std::string(20'000, '&');  // five times as long when escaped
  EXPECT_FALSE(message_twiml(message).has_value());
}

TEST(EscapeXml, XmlTextIsWhatAParserReads) {
  EXPECT_EQ(xml_text("a<b>&\"\r\n\tc€"), "a<b>&\"\r\n\tc€");
  EXPECT_EQ(xml_text(std::string("a\0\x1B[1m\xFFz", 8)), "a[1mz");
  EXPECT_EQ(xml_text(""), "");
}

}  // namespace
}  // namespace yak::twilio
