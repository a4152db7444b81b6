// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_markdown.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>

#include "cli/chat/chat_inline.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::cli {
namespace {

/// The text with its escape sequences written as `<1>`, `<22>`.
std::string readable(std::string text) {
  for (std::size_t at = 0; (at = text.find("\x1b[", at)) != std::string::npos;) {
    const std::size_t end = text.find('m', at);
    text.replace(at, end + 1 - at, "<" + text.substr(at + 2, end - at - 2) + ">");
  }
  return text;
}

std::string marked(const std::string& markdown, std::size_t columns = 80) {
  return readable(markdown_for_terminal(markdown, TextStyle::always(), columns));
}

struct MarkdownCase {
  const char* markdown;
  const char* shown;
};

TEST(ChatMarkdown, MarksBecomeStyles) {
  static constexpr std::array<MarkdownCase, 22> kCases{{
      {"plain é 日本語 😀", "plain é 日本語 😀"},
      {"**bold** and *slanted*", "<1>bold<22> and <3>slanted<23>"},
      {"__bold__ and _slanted_", "<1>bold<22> and <3>slanted<23>"},
      {"***both***", "<1;3>both<22;23>"},
      {"~~gone~~ and ~/home", "<9>gone<29> and ~/home"},
      {"`a*b*c` and ``a`b``", "<36>a*b*c<39> and <36>a`b<39>"},
      {"*a **b** c*", "<3>a <1>b<22> c<23>"},
      {"# Title", "<4><1>Title<22><24>"},
      {"## A **b** ##", "<1>A b<22>"},
      {"- one\n  * two\n1. three", "• one\n  • two\n1. three"},
      {"- [ ] open\n- [x] done", "☐ open\n☑ done"},
      {"> quoted *so*", "<2>│ <22>quoted <3>so<23>"},
      {"a\n\n---\nb", "a\n\n<2>────────────────────────────────────────<22>\nb"},
      {"```cpp\nint *a; # x\n\n```\nafter", "    <36>int *a; # x<39>\n    <36><39>\nafter"},
      {"~~~\n```\n~~~", "    <36>```<39>"},
      {"```\nno end", "    <36>no end<39>"},
      {"[Yak](https://yak.example/a_b_c)", "<4>Yak<24> (https://yak.example/a_b_c)"},
      {"[https://a.b](https://a.b) <https://c.d>", "<4>https://a.b<24> <4>https://c.d<24>"},
      {"![a **cat**](https://a.b/c.png \"title\")", "<4>a <1>cat<22><24> (https://a.b/c.png)"},
      {"**https://e/a_b_c**, see *https://e/*.", "<1>https://e/a_b_c<22>, see <3>https://e/<23>."},
      {R"(\*no\* \`no\` a\b)", "*no* `no` a\\b"},
      {"[f(x)](https://e/w_(b)) [x]", "<4>f(x)<24> (https://e/w_(b)) [x]"},
  }};
  for (const MarkdownCase& one : kCases) EXPECT_EQ(marked(one.markdown), one.shown) << one.markdown;
}

TEST(ChatMarkdown, OtherTextIsUnchanged) {
  for (const char* text : {"x**2 and y**3",
                           "5*4*3",
                           "https://e/a?b=*c*",
                           "snake_case_name and __init__.py",
                           "__init__()",
                           "```",
                           "2 * 3 * 4",
                           "a * b",
                           "**open",
                           "`open",
                           "[a] (b)",
                           "[a](b",
                           "#hashtag",
                           "a | b",
                           "1.5 is no list",
                           "*",
                           "<b>",
                           "~",
                           "a ~~ b",
                           "-",
                           "+1 555"}) {
    EXPECT_EQ(marked(text), text);
  }
}

TEST(ChatMarkdown, ATableThatFitsIsAligned) {
  const std::string table = "| Name | Größe |\n|---|:-:|\n| a | **1** |\n| 日本語 | 22 |\nafter";
  EXPECT_EQ(marked(table),
            "<1>Name<22>  <2> │ <22><1>Größe<22>\n<2>──────────────<22>\n"
            "a     <2> │ <22><1>1<22>\n日本語<2> │ <22>22\nafter");
  EXPECT_EQ(marked("| " + std::string(90, 'x') + " | b |\n|---|---|\n| c | d |"),
            "| " + std::string(90, 'x') + " | b |\n|---|---|\n| c | d |");
}

TEST(ChatMarkdown, WithoutStylesTheTextIsUnchanged) {
  const std::string text = "# Title\n**bold** | `code`";
  EXPECT_EQ(markdown_for_terminal(text, TextStyle(), 80), text);
}

TEST(ChatMarkdown, TakesTimeLinearInTheText) {
  const auto start = std::chrono::steady_clock::now();
  for (const char* piece : {"*a ", "[", "](", "`", "``x`", "**a *b ", "|", "> ", "- ", "![", "_a_",
                            "\n|-|\n|a|", "<", "#\n", "***"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    EXPECT_FALSE(marked(text).empty());
  }
  // Quadratic time would take minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, testing::scaled(std::chrono::seconds(60)));
}

}  // namespace
}  // namespace yak::cli
