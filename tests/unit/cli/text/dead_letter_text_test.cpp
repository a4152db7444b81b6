// SPDX-License-Identifier: Apache-2.0
#include "cli/text/dead_letter_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/utf8.hpp"
#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Json letter(const std::string& id, const std::string& reason) {
  return Json{{"id", id},
              {"kind", id.front() == 'd' ? "delivery" : "message"},
              {"message", 7},
              {"channel", "whatsapp"},
              {"to", "+1555•••67"},
              {"reason", reason},
              {"attempts", 2},
              {"at", "2026-01-05T09:00:00.000Z"},
              {"age_seconds", 3 * 86'400 + 5}};
}

TEST(DeadLetterText, ATableLinesUpItsColumns) {
  EXPECT_EQ(letters_as_table(Json::array({letter("d12", "not a number"), letter("m7", "crashed")})),
            "ID   AGE  CHANNEL   TO          TRIES  REASON\n"
            "d12  3d   whatsapp  +1555•••67  2      not a number\n"
            "m7   3d   whatsapp  +1555•••67  2      crashed\n");
}

TEST(DeadLetterText, ATableHasAtMostAHundredColumns) {
  Json wide = letter("d12", std::string(90, 'r') + "äöü");
  wide["channel"] = std::string(60, 'c');
  wide["to"] = "ä" + std::string(60, 't');
  std::istringstream table(letters_as_table(Json::array({letter("d123456789", "short"), wide})));
  for (std::string line; std::getline(table, line);) {
    EXPECT_LE(count_code_points(line), 100U) << line;
    EXPECT_FALSE(base::find_malformed_utf8(line)) << line;
  }
  EXPECT_THAT(letters_as_table(Json::array({letter("d1", std::string(52, 'r'))})),
              Not(HasSubstr("…")));
  EXPECT_THAT(letters_as_table(Json::array({wide})), HasSubstr("r…\n"));
}

TEST(DeadLetterText, AgesAreInTheirLargestUnit) {
  const std::vector<std::pair<int, std::string>> cases{
      {-5, " 0s "},    {59, " 59s "},     {60, " 1m "},     {3'599, " 59m "},
      {3'600, " 1h "}, {86'399, " 23h "}, {86'400, " 1d "}, {40 * 86'400, " 40d "}};
  for (const auto& [seconds, text] : cases) {
    Json one = letter("d1", "");
    one["age_seconds"] = seconds;
    EXPECT_THAT(letters_as_table(Json::array({one})), HasSubstr(text));
  }
}

TEST(DeadLetterText, OneLetterIsShownWithItsTextAndHints) {
  Json one = letter("d12", "the recipient's number is not valid");
  one["text"] = "first line\n\nthird";
  EXPECT_EQ(letter_text(one),
            "d12: a delivery that was given up\n"
            "  channel: whatsapp\n"
            "  to: +1555•••67\n"
            "  answers message: 7\n"
            "  attempts: 2\n"
            "  made: 2026-01-05T09:00:00.000Z (3 days 1 hour ago)\n"
            "  reason: the recipient's number is not valid\n"
            "  text:\n"
            "    first line\n"
            "    \n"
            "    third\n"
            "Next: 'yak dead-letters retry d12' or 'yak dead-letters purge d12'\n");
  Json message = letter("m7", "crashed");
  message["text"] = "what they wrote";
  EXPECT_THAT(letter_text(message), HasSubstr("m7: a message that was set aside\n"));
  EXPECT_THAT(letter_text(message), HasSubstr("  from: +1555•••67\n"));
}

TEST(DeadLetterText, NeutralizesControlCharacters) {
  Json one = letter("d12", "\x1b[31mred\nline");
  one["text"] = "\x1b]0;title\x07";
  EXPECT_THAT(letters_as_table(Json::array({one})) + letter_text(one), Not(HasSubstr("\x1b")));
  EXPECT_THAT(letters_as_table(Json::array({one})), HasSubstr("\\x1b[31mred\\nline"));
}

TEST(DeadLetterText, ALetterWithMissingFieldsIsShown) {
  EXPECT_THAT(letters_as_table(Json::array({Json{{"id", "d1"}}})), HasSubstr("d1"));
  EXPECT_THAT(letter_text(Json::object()), HasSubstr("text:"));
}

}  // namespace
}  // namespace yak::cli
