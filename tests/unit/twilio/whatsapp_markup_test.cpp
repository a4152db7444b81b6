#include "twilio_whatsapp/whatsapp_markup.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "twilio_whatsapp/unicode.hpp"

namespace yak::twilio {
namespace {

struct Row {
  std::string markdown;
  std::string shown;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const auto& [markdown, shown] : rows) EXPECT_EQ(to_whatsapp_markup(markdown), shown);
}

TEST(Markup, TurnsWordsMarks) {
  expect_rows({
      {"plain", "plain"},
      {"", ""},
      {"**bold** and __bold__", "*bold* and *bold*"},
      {"*italic* and _italic_", "_italic_ and _italic_"},
      {"***both***", "_*both*_"},
      {"**bold with **nested** inside**", "*bold with nested inside*"},
      {"~~gone~~", "~gone~"},
      {"`code`", "`code`"},
      {"`` a`b ``", "```a`b```"},
      {"snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"},
      {"\\*not italic\\*", "*not italic*"},
      {"AT&amp;T &lt;3", "AT&T <3"},
  });
}

TEST(Markup, ClosesMarksAtLineEnds) {
  expect_rows({
      {"**one\ntwo**", "*one*\n*two*"},
      {"line one\nline two", "line one\nline two"},
      {"hard  \nbreak", "hard\nbreak"},
      {"a<br>b", "a\nb"},
  });
}

TEST(Markup, TurnsHeadingsIntoBoldLines) {
  expect_rows({
      {"# Title\ntext", "*Title*\n\ntext"},
      {"## A **bold** word", "*A bold word*"},
      {"Under\n===", "*Under*"},
      {"a\n\n---\n\nb", "a\n\n———\n\nb"},
  });
}

TEST(Markup, KeepsLists) {
  expect_rows({
      {"* a\n* b", "- a\n- b"},
      {"1. a\n2. b", "1. a\n2. b"},
      {"3) a\n4) b", "3. a\n4. b"},
      {"intro\n- a\n- b\n\nend", "intro\n\n- a\n- b\n\nend"},
      {"- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d"},
      {"1. a\n   more\n2. b", "1. a\n   more\n2. b"},
      {"- a\n\n- b", "- a\n\n- b"},
      {"-\n- b", "- \n- b"},
      {"- ```\n  x\n  ```\n- b", "- ```\nx\n```\n- b"},
      {"- **Name**: text", "- *Name*: text"},
  });
}

TEST(Markup, KeepsQuotesAndCode) {
  expect_rows({
      {"> a\n> b", "> a\n> b"},
      {"> a\n\nb", "> a\n\nb"},
      {"> > deep", "> > deep"},
      {"```python\nprint(1)\n\n  x\n```", "```\nprint(1)\n\n  x\n```"},
      {"    indented", "```\nindented\n```"},
      {"~~~\na ``` b\n~~~", "```\na ''' b\n```"},
      {"```\n```", ""},
      {"a\n```\nx\n```\nb", "a\n\n```\nx\n```\n\nb"},
  });
}

TEST(Markup, WritesLinksOut) {
  expect_rows({
      {"[Yak](https://yak.example)", "Yak (https://yak.example)"},
      {"<https://yak.example>", "https://yak.example"},
      {"[https://yak.example](https://yak.example)", "https://yak.example"},
      {"[yak.example](https://yak.example)", "yak.example"},
      {"<me@yak.example>", "me@yak.example"},
      {"![A yak](https://yak.example/y.jpg)", "A yak (https://yak.example/y.jpg)"},
      {"[](https://yak.example)", "https://yak.example"},
      {"[empty]()", "empty"},
      {"[a **b**](u)", "a *b* (u)"},
  });
}

TEST(Markup, MakesTablesReadable) {
  expect_rows({
      {"| A | B |\n|---|---|\n| 1 | 2 |\n| 3 |  |", "*A* | *B*\n1 | 2\n3 |"},
      {"|A|B|\n|-|-|\n|**x**|a<br>b|", "*A* | *B*\n*x* | a b"},
      {"before\n\n|A|\n|-|\n|1|\n\nafter", "before\n\n*A*\n1\n\nafter"},
  });
}

TEST(Markup, LeavesHtmlAsText) {
  expect_rows({
      {"<b>x</b>", "<b>x</b>"},
      {"<div>\nx\n</div>", "<div>\nx\n</div>"},
      {"<script>alert(1)</script>", "<script>alert(1)</script>"},
  });
}

TEST(Markup, RepairsBrokenUtf8) { EXPECT_EQ(to_whatsapp_markup("**a\xFF**"), "*a\xEF\xBF\xBD*"); }

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string repeated;
  while (repeated.size() < bytes) repeated += text;
  return repeated;
}

TEST(Markup, StaysSmallAndQuickOnHostileNesting) {
  for (const char* piece :
       {"> ",   "- ",   "* ",      "1. ",    "[",    "![",       "*",     "**a ",
        "_a ",  "~~a ", "`",       "``a` ",  "<!--", "[a](",     "|",     "\\",
        "<a b", "> - ", "*a **b ", "[![a](", "#",    "|a\n|-\n", "a\n\n", "&#x"}) {
    const std::string markdown = repeated(piece, 60'000) + "x\ny\nz";
    const std::string shown = to_whatsapp_markup(markdown);
    EXPECT_LT(shown.size(), 4 * markdown.size()) << piece;
  }
}

TEST(Markup, PassesAnOverlongTextAsItIs) {
  const std::string text = repeated("**a** ", kMaxMarkdownBytes + 1);
  EXPECT_EQ(to_whatsapp_markup(text), text);
}

TEST(Markup, IsSafeFromManyThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) {
        right += to_whatsapp_markup("~~a~~ **b** | c") == "~a~ *b* | c" ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
}

}  // namespace
}  // namespace yak::twilio
