// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "yak/http.hpp"

namespace yak {
namespace {

TEST(PercentDecode, DecodesEscapesAndKeepsStrayPercents) {
  EXPECT_EQ(percent_decode("a%20b", false), "a b");
  EXPECT_EQ(percent_decode("%2B1555", false), "+1555");
  EXPECT_EQ(percent_decode("100%", false), "100%");
  EXPECT_EQ(percent_decode("%zz%4", false), "%zz%4");
  EXPECT_EQ(percent_decode("%e2%82%AC", false), "€");
}

TEST(PercentDecode, PlusIsSpaceOnlyInForms) {
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
}

TEST(ParseForm, KeepsOrderDuplicatesAndEmptyValues) {
  const auto form = parse_form("b=2&a=1&b=3&empty=&bare&&x=%26%3D");
  ASSERT_TRUE(form.has_value());
  const std::vector<FormField> expected{{"b", "2"},    {"a", "1"},   {"b", "3"},
                                        {"empty", ""}, {"bare", ""}, {"x", "&="}};
  EXPECT_EQ(*form, expected);
}

TEST(ParseForm, RefusesMoreFieldsThanAllowed) {
  const auto form = parse_form("a=1&b=2&c=3", 2);
  ASSERT_FALSE(form.has_value());
  EXPECT_EQ(form.error().kind, ErrorKind::too_large);
}

TEST(WriteForm, RoundTripsThroughParse) {
  const std::vector<FormField> fields{{"Body", "a+b & c=d\n€"}, {"To", "whatsapp:+1555"}};
  EXPECT_EQ(*parse_form(write_form(fields)), fields);
}

TEST(BasicAuthorization, WritesTheExamplesOfRfc7617) {
  // The examples of RFC 7617, sections 2 and 2.1.
  EXPECT_EQ(basic_authorization(Secret("Aladdin:open sesame")),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_authorization(Secret("test:123£")), "Basic dGVzdDoxMjPCow==");
  EXPECT_EQ(basic_authorization(Secret()), "Basic ");
}

TEST(SameHeader, IgnoresCaseOfAsciiOnly) {
  EXPECT_TRUE(same_header("X-Twilio-Signature", "x-twilio-signature"));
  EXPECT_FALSE(same_header("X-Twilio", "X-Twilio-Signature"));
}

}  // namespace
}  // namespace yak
