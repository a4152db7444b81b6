// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/chat/chat_completion.hpp"
#include "cli/terminal/screen.hpp"
#include "cli/terminal/width.hpp"

namespace yak::cli {
namespace {

using Kind = Key::Kind;

/// The line's text with `|` at the cursor.
std::string shown(const ChatLine& line) {
  std::string text = line.text();
  return text.insert(line.cursor(), "|");
}

TEST(ChatLine, EditsByUserPerceivedCharacters) {
  ChatLine line;
  // A letter with a combining accent, a flag, a family emoji of three joined emoji.
  ASSERT_TRUE(line.insert("e\u0301🇩🇪👩\u200d👩\u200d👧"));
  EXPECT_TRUE(line.apply(Key(Kind::left)));
  EXPECT_EQ(shown(line), "e\u0301🇩🇪|👩\u200d👩\u200d👧");
  EXPECT_TRUE(line.apply(Key(Kind::backspace)));
  EXPECT_EQ(shown(line), "e\u0301|👩\u200d👩\u200d👧");
  EXPECT_TRUE(line.apply(Key(Kind::del)));
  EXPECT_EQ(shown(line), "e\u0301|");
  EXPECT_TRUE(line.apply(Key(Kind::backspace)));
  EXPECT_EQ(shown(line), "|");
  EXPECT_FALSE(line.apply(Key(Kind::backspace)));
  EXPECT_FALSE(line.apply(Key(Kind::right)));
}

TEST(ChatLine, KeysOfTheShellsWork) {
  ChatLine line;
  line.set("one two  three");
  EXPECT_TRUE(line.apply(Key(Kind::kill_word)));
  EXPECT_EQ(shown(line), "one two  |");
  EXPECT_TRUE(line.apply(Key(Kind::home)));
  EXPECT_TRUE(line.apply(Key(Kind::yank)));
  EXPECT_EQ(shown(line), "three|one two  ");
  EXPECT_TRUE(line.apply(Key(Kind::word_right)));
  EXPECT_EQ(shown(line), "threeone| two  ");
  EXPECT_TRUE(line.apply(Key(Kind::kill_to_end)));
  EXPECT_TRUE(line.apply(Key(Kind::word_left)));
  EXPECT_EQ(shown(line), "|threeone");
  EXPECT_TRUE(line.apply(Key(Kind::end)));
  EXPECT_TRUE(line.apply(Key(Kind::kill_to_start)));
  EXPECT_TRUE(line.empty());
}

TEST(ChatLine, HomeAndEndStayInTheirLine) {
  ChatLine line;
  line.set("first\nsecond");
  EXPECT_TRUE(line.apply(Key(Kind::home)));
  EXPECT_EQ(shown(line), "first\n|second");
  EXPECT_TRUE(line.apply(Key(Kind::left)));
  EXPECT_TRUE(line.apply(Key(Kind::home)));
  EXPECT_EQ(shown(line), "|first\nsecond");
  EXPECT_TRUE(line.apply(Key(Kind::end)));
  EXPECT_EQ(shown(line), "first|\nsecond");
}

TEST(ChatLine, IsBounded) {
  ChatLine line;
  EXPECT_TRUE(line.insert(std::string(ChatLine::kMax, 'x')));
  EXPECT_FALSE(line.insert("y"));
  EXPECT_EQ(line.text().size(), ChatLine::kMax);
}

TEST(ChatWidth, MatchesTerminals) {
  for (const auto& [text, columns] :
       std::initializer_list<std::pair<const char*, std::size_t>>{{"a", 1},
                                                                  {"é", 1},
                                                                  {"e\u0301", 1},
                                                                  {"日", 2},
                                                                  {"😀", 2},
                                                                  {"❤\ufe0f", 2},
                                                                  {"👩\u200d👩\u200d👧", 2},
                                                                  {"🇩🇪", 2},
                                                                  {"\t", 4},
                                                                  {"", 0}}) {
    EXPECT_EQ(columns_of(text), columns) << text;
  }
}

TEST(ChatScreen, BreaksWideTextBeforeTheLastColumn) {
  ChatScreen screen;
  const std::string text = "日本語日本語";
  // Ten columns: two wide characters fit after the prompt's five, four on the next line.
  const std::string drawn = screen.draw({"", "you> ", text, text.size()}, {10, 24});
  EXPECT_EQ(drawn, "\r\x1b[Jyou> 日本\r\n語日本語\r\x1b[8C");
  EXPECT_EQ(screen.erase(), "\r\x1b[1A\x1b[J");
}

TEST(ChatScreen, DrawsOverWhatItDrewBefore) {
  ChatScreen screen;
  EXPECT_EQ(screen.draw({"| working, 0 s", "you> ", "a\nb", 1}, {80, 24}),
            "\r\x1b[J| working, 0 s\r\nyou> a\r\n     b\x1b[1A\r\x1b[6C");
  EXPECT_EQ(screen.draw({"", "you> ", "", 0}, {80, 24}), "\r\x1b[1A\x1b[Jyou> \r\x1b[5C");
}

TEST(ChatScreen, ShowsTheLinesAroundTheCursorOfALongText) {
  ChatScreen screen;
  std::string text;
  for (int i = 0; i < 100; ++i) text += "line\n";
  const std::string drawn = screen.draw({"", "you> ", text, text.size()}, {80, 5});
  EXPECT_EQ(std::ranges::count(drawn, '\n'), 3);
  EXPECT_TRUE(drawn.ends_with("\r\x1b[5C"));
}

TEST(ChatCompletion, CompletesCommands) {
  const std::vector<std::string> names{"help", "history", "model", "models", "reset", "status"};
  EXPECT_EQ(complete_command("/st", names).insertion, "atus ");
  EXPECT_EQ(complete_command("/mo", names).insertion, "del");
  EXPECT_EQ(complete_command("/h", names).insertion, "");
  EXPECT_EQ(complete_command("/h", names).candidates,
            (std::vector<std::string>{"/help", "/history"}));
  EXPECT_EQ(complete_command("/model", names).candidates.size(), 2U);
  for (const char* other : {"", "st", "/x", "/status ", "/model st", "a /st"}) {
    EXPECT_EQ(complete_command(other, names).insertion, "") << other;
    EXPECT_TRUE(complete_command(other, names).candidates.empty()) << other;
  }
  EXPECT_EQ(complete_command("/", names).candidates.size(), names.size());
  EXPECT_TRUE(complete_command("/", {}).candidates.empty());
}

}  // namespace
}  // namespace yak::cli
