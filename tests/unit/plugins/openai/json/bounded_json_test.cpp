// SPDX-License-Identifier: Apache-2.0
#include "openai/json/bounded_json.hpp"

#include <gtest/gtest.h>

namespace yak::openai {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonDocument, BoundsDepth) {
  JsonDocument document;
  EXPECT_TRUE(document.parse(nested(64), 1024));
  for (const std::size_t depth : {std::size_t{66}, std::size_t{100'000}}) {
    const auto deep = document.parse(nested(depth), 1U << 20U);
    ASSERT_FALSE(deep);
    EXPECT_EQ(deep.error().kind, ErrorKind::protocol);
    EXPECT_EQ(deep.error().message, "JSON nests deeper than 64 levels");
  }
}

TEST(JsonDocument, BoundsSize) {
  JsonDocument document;
  const auto large = document.parse("[1,2,3]", 6);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::too_large);
}

TEST(JsonDocument, RefusesInvalidJson) {
  JsonDocument document;
  for (const char* text : {"", " ", "{", "{\"a\":}", "nul", "{'a':1}", "[1,]", "{}x", "\"a"}) {
    const auto parsed = document.parse(text, 1024);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::protocol) << text;
  }
}

TEST(JsonDocument, IsReusable) {
  JsonDocument document;
  for (int i = 0; i < 100; ++i) {
    const auto parsed = document.parse(R"({"a":"some text that is not short","b":[1,2,3]})", 1024);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(text_member(**parsed, "a"), "some text that is not short");
  }
}

TEST(JsonDocument, PassesHalvesOfSurrogatePairsAsBytes) {
  JsonDocument document;
  const auto parsed = document.parse(R"({"a":"x\ud83d","b":"\ude00y","c":"\ud83d\ude00"})", 1024);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(text_member(**parsed, "a"), "x\xED\xA0\xBD");
  EXPECT_EQ(text_member(**parsed, "b"), "\xED\xB8\x80y");
  EXPECT_EQ(text_member(**parsed, "c"), "😀");
}

TEST(MendSurrogates, LeavesEscapedBackslashesAlone) {
  EXPECT_EQ(mend_surrogates(R"("\\ud83d")"), R"("\\ud83d")");
  EXPECT_EQ(mend_surrogates(R"("\\\ud83d")"), "\"\\\\\xED\xA0\xBD\"");
  EXPECT_EQ(mend_surrogates("\"\\"), "\"\\");
  EXPECT_EQ(mend_surrogates(R"("\ud8")"), R"("\ud8")");
}

TEST(Members, AreReadByType) {
  JsonDocument document;
  const auto parsed =
      document.parse(R"({"t":"x","n":7,"neg":-1,"f":1.5,"null":null,"big":1e30})", 1024);
  ASSERT_TRUE(parsed);
  const boost::json::value& value = **parsed;
  EXPECT_EQ(text_member(value, "t"), "x");
  EXPECT_EQ(text_member(value, "n"), std::nullopt);
  EXPECT_EQ(count_member(value, "n"), 7);
  for (const char* key : {"neg", "f", "t", "null", "big", "absent"}) {
    EXPECT_EQ(count_member(value, key), std::nullopt) << key;
  }
  EXPECT_EQ(member(value, "null"), nullptr);
  EXPECT_EQ(member(boost::json::value(1), "a"), nullptr);
}

}  // namespace
}  // namespace yak::openai
