// SPDX-License-Identifier: Apache-2.0
#include "yak/text/utf8.hpp"

#include <gtest/gtest.h>

namespace yak {
namespace {

struct FaultCase {
  std::string_view text;
  CodePoint point;
};

TEST(Utf8, DecodesOrNamesTheFault) {
  const FaultCase cases[] = {
      {"a", {'a', 1, Utf8Fault::none}},
      {std::string_view("\0", 1), {0, 1, Utf8Fault::none}},
      {"ñ", {0xF1, 2, Utf8Fault::none}},
      {"€", {0x20AC, 3, Utf8Fault::none}},
      {"😀x", {0x1F600, 4, Utf8Fault::none}},
      {"\xF4\x8F\xBF\xBF", {0x10FFFF, 4, Utf8Fault::none}},
      {"\xF0\x9F\x98", {0xFFFD, 3, Utf8Fault::cut}},
      {"\xF0\x9Fx", {0xFFFD, 2, Utf8Fault::incomplete}},
      {"\xED\xA0\xBD", {0xD83D, 3, Utf8Fault::surrogate}},
      {"\x80", {0xFFFD, 1, Utf8Fault::out_of_range}},
      {"\xFF", {0xFFFD, 1, Utf8Fault::out_of_range}},
      {"\xC0\x80", {0xFFFD, 2, Utf8Fault::out_of_range}},
      {"\xE0\x9F\xBF", {0xFFFD, 3, Utf8Fault::out_of_range}},
      {"\xF0\x8D\xA0\xBD", {0xFFFD, 4, Utf8Fault::out_of_range}},
      {"\xF4\x90\x80\x80", {0xFFFD, 4, Utf8Fault::out_of_range}},
  };
  for (const auto& [text, expected] : cases) {
    const CodePoint point = decode_utf8(text, 0);
    EXPECT_EQ(point.value, expected.value) << text;
    EXPECT_EQ(point.bytes, expected.bytes) << text;
    EXPECT_EQ(point.fault, expected.fault) << text;
    EXPECT_EQ(is_utf8("12345678" + std::string(text)), expected.valid()) << text;
    if (point.valid()) EXPECT_EQ(encode_utf8(point.value), text.substr(0, point.bytes));
  }
}

TEST(Utf8, FindsTheFirstInvalidByte) {
  EXPECT_EQ(find_invalid_utf8(""), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("0123456789 ñ 0123456789"), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("0123456789\xC3z"), 10U);
  EXPECT_EQ(find_invalid_utf8("ñ12345678\xFF"), 10U);
}

TEST(Utf8, RepairsBrokenSequences) {
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

TEST(Utf8, ClipsBetweenCodePoints) {
  EXPECT_EQ(clip_utf8("a😀b", 10), "a😀b");
  EXPECT_EQ(clip_utf8("a😀b", 5), "a😀");
  EXPECT_EQ(clip_utf8("a😀b", 4), "a");
  EXPECT_EQ(clip_utf8("😀", 0), "");
}

TEST(Utf8, NeverCutsInsideACharacter) {
  EXPECT_EQ(clip_utf8("abc", 3), "abc");
  EXPECT_EQ(clip_utf8("abc", 2), "ab");
  EXPECT_EQ(clip_utf8("a😀", 4), "a");
  EXPECT_EQ(clip_utf8("a😀", 5), "a😀");
  EXPECT_EQ(clip_utf8("ñ", 1), "");
}

TEST(Utf8, ClipsWhatIsNotUtf8AtTheBound) {
  const std::string continuations(1000, '\x80');
  for (const std::size_t bound : {0U, 1U, 3U, 4U, 500U}) {
    EXPECT_EQ(clip_utf8(continuations, bound).size(), bound);
  }
  EXPECT_EQ(clip_utf8("a" + continuations, 4).size(), 4U);
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("añ€😀"), 4U);
}

}  // namespace
}  // namespace yak
