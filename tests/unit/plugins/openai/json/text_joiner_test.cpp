// SPDX-License-Identifier: Apache-2.0
#include "openai/json/text_joiner.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "openai/json/json_writer.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace {

std::string join(const std::vector<std::string>& pieces) {
  TextJoiner joiner;
  std::string text;
  for (const std::string& piece : pieces) joiner.push(piece, text);
  joiner.finish(text);
  return text;
}

struct Utf8Case {
  std::vector<std::string> pieces;
  std::string text;
};

TEST(TextJoiner, JoinsSplitCharactersAndReplacesInvalidOnes) {
  const std::vector<Utf8Case> cases{
      {{"plain"}, "plain"},
      {{"ñ😀"}, "ñ😀"},
      {{"\xC3", "\xB1"}, "ñ"},
      {{"a\xF0", "\x9F", "\x98", "\x80z"}, "a😀z"},
      {{"\xED\xA0\xBD", "\xED\xB8\x80"}, "😀"},  // the halves of a surrogate pair
      {{"\xED\xA0\xBD\xED\xB8\x80"}, "😀"},      // both halves at once
      {{"\xED\xA0\xBD", "\xED", "\xB8", "\x80!"}, "😀!"},
      {{"\xED\xA0\xBD", "x"}, "�x"},
      {{"\xED\xA0\xBD", "\xED\xA0\xBD\xED\xB8\x80"}, "�😀"},
      {{"\xED\xB8\x80x"}, "�x"},
      {{"\xED\xA0\xBD"}, "�"},
      {{"a\xFFz"}, "a�z"},
      {{"\xC0\x80"}, "��"},            // overlong
      {{"\xF4\x90\x80\x80"}, "����"},  // beyond U+10FFFF
      {{"\xE2\x82", "x"}, "�x"},
      {{"\xE2\x82"}, "�"},
      {{"", "a", "", "b"}, "ab"},
  };
  for (const Utf8Case& expected : cases) {
    const std::string joined = join(expected.pieces);
    EXPECT_EQ(joined, expected.text);
    EXPECT_TRUE(is_utf8(joined));
  }
}

TEST(JsonWriter, EscapesWhatJsonRequires) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", R"("")"},
      {"plain", R"("plain")"},
      {R"(a"b\c/d)", R"("a\"b\\c/d")"},
      {"\n\r\t", R"("\n\r\t")"},
      {std::string("\0\x1F\x7F", 3), "\"\\u0000\\u001f\x7F\""},
      {"ñ😀", "\"ñ😀\""},
      {"a\xFF\"", "\"a�\\\"\""},
  };
  for (const auto& [text, json] : cases) {
    std::string out;
    append_json_string(out, text);
    EXPECT_EQ(out, json);
  }
}

}  // namespace
}  // namespace yak::openai
