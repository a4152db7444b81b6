// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/unicode.hpp"

#include <gtest/gtest.h>

namespace yak::twilio {
namespace {

TEST(Unicode, RepairsBrokenSequences) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(repair_utf8("plain ñ 😀"), "plain ñ 😀");
  EXPECT_EQ(repair_utf8("\x80x"), r + "x");
  EXPECT_EQ(repair_utf8("\xC3"), r);
  EXPECT_EQ(repair_utf8("\xC3(x"), r + "(x");
  EXPECT_EQ(repair_utf8("\xF0\x9F\x98x"), r + "x");
  EXPECT_EQ(repair_utf8("\xED\xA0\x80"), r);
  EXPECT_EQ(repair_utf8("\xF4\x90\x80\x80"), r);
  EXPECT_EQ(repair_utf8("\xFF\xFE"), r + r);
}

TEST(Unicode, CountsUtf16Units) {
  EXPECT_EQ(utf16_length(""), 0U);
  EXPECT_EQ(utf16_length("añ€"), 3U);
  EXPECT_EQ(utf16_length("😀"), 2U);
  EXPECT_EQ(utf16_length("👨‍👩‍👧"), 8U);
  EXPECT_EQ(utf16_length("\xFF"), 1U);
}

TEST(Unicode, ClipsBetweenCodePoints) {
  EXPECT_EQ(clip_utf8("a😀b", 10), "a😀b");
  EXPECT_EQ(clip_utf8("a😀b", 5), "a😀");
  EXPECT_EQ(clip_utf8("a😀b", 4), "a");
  EXPECT_EQ(clip_utf8("😀", 0), "");
}

}  // namespace
}  // namespace yak::twilio
