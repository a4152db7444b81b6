// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/whatsapp_markup.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <random>
#include <thread>

#include "twilio_whatsapp/text/markdown_bounds.hpp"

namespace yak::twilio {
namespace {

struct Row {
  std::string markdown;
  std::string shown;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const auto& [markdown, shown] : rows) EXPECT_EQ(to_whatsapp_markup(markdown), shown);
}

TEST(Markup, ConvertsInlineMarks) {
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
      {"3) a\n4) b", "3) a\n4) b"},
      {"+ a\n+ b", "+ a\n+ b"},
      {"intro\n- a\n- b\n\nend", "intro\n\n- a\n- b\n\nend"},
      {"- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d"},
      {"1. a\n   more\n2. b", "1. a\n   more\n2. b"},
      {"- a\n\n- b", "- a\n\n- b"},
      {"-\n- b", "- \n- b"},
      {"- ```\n  x\n  ```\n- b", "- ```\nx\n```\n- b"},
      {"- **Name**: text", "- *Name*: text"},
      {"- a\n  > q\n\n  c", "- a\n\n  > q\n\n  c"},
      {"- a\n  > q\n- c", "- a\n  > q\n- c"},
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
      {"a\n```\nx\n```\nb", "a\n\n```\nx\n```\n\nb"},
  });
}

TEST(Markup, WritesLinksAsText) {
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
      {"> |A|B|\n> |:-|-:|\n> |1|2|", "> *A* | *B*\n> 1 | 2"},
      {"|A|B|\n|-|-|\n|1|2|\n\n|C|D|\n|---|---|\n|3|4|", "*A* | *B*\n1 | 2\n\n*C* | *D*\n3 | 4"},
      {"| |B|\n|---|---|\n|1|2|", " | *B*\n1 | 2"},
      {"```\n|A|\n|-|\n```", "```\n|A|\n|-|\n```"},
      {"a | b\nc - | - d", "a | b\nc - | - d"},
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

double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Texts that cost an unbounded renderer seconds and gigabytes: tables with many columns and short
/// rows, references to long definitions, rows of pipes, nested quotes and lists, runs of emphasis.
std::vector<std::string> hostile_texts() {
  std::vector<std::string> texts{
      repeated("|a", 4'096) + "|\n" + repeated("|-", 4'096) + "|\n" + repeated("|x\n", 24'576),
      repeated("a|", 2'048) + "\n" + repeated("-|", 2'048) + "\n" + repeated("x\n", 20'000),
      "|A|\n|-|\n" + repeated("|x\n", 4'000),
      "[a]: http://x/" + repeated("u", 24'576) + "\n\n" + repeated("[a] ", 24'576),
      "[a]: http://x/" + repeated("u", 1'000) + "\n\n" + repeated("[a]", 1'500),
      "[a]: http://x/" + repeated("u", 100) + "\n\n" + repeated("[a]\n", 12'000),
      repeated("[a]: u\n", 30'000),
      repeated("|", 61'440),
      repeated("|", 16'000) + "\n" + repeated("|-", 16'000) + "|\n",
      repeated("- ", 600) + "x" + repeated("\n", 30'000),
      repeated("[\\\n", 30'000),
      repeated("](\n[", 30'000),
      repeated("](<u>a", 15'000) + repeated("\n[", 15'000),
      repeated("*a_ ", 30'000),
      repeated("*a **a ", 15'000) + "b" + repeated(" a** a*", 15'000),
  };
  for (const char* piece :
       {"> ",   "- ",   "* ",      "1. ",    "[",    "![",       "*",     "**a ",
        "_a ",  "~~a ", "`",       "``a` ",  "<!--", "[a](",     "|",     "\\",
        "<a b", "> - ", "*a **b ", "[![a](", "#",    "|a\n|-\n", "a\n\n", "&#x"}) {
    texts.push_back(repeated(piece, 30'000) + "x\ny\nz");
  }
  return texts;
}

TEST(Markup, IsSmallAndFastForHostileTexts) {
  for (const std::string& markdown : hostile_texts()) {
    const double began = cpu_milliseconds();
    const std::string shown = to_whatsapp_markup(markdown);
    // An optimized build without sanitizers needs a few milliseconds.
    EXPECT_LT(cpu_milliseconds() - began, 250) << markdown.substr(0, 40);
    EXPECT_LE(shown.size(), 2 * markdown.size()) << markdown.substr(0, 40);
  }
}

std::string lines(std::string_view line, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line;
  return text;
}

TEST(MarkdownSurvey, BoundsInputThatTakesQuadraticTime) {
  struct Bound {
    std::string inside;
    std::string outside;
  };
  const std::string head = repeated("|a", 128) + "|\n" + repeated("|-", 128) + "|\n";  // 64 columns
  const std::string target = "[a]: http://x/" + repeated("u", 1'000) + "\n\n";
  const std::vector<Bound> bounds{
      {std::string(kMaxMarkdownBytes, 'a'), std::string(kMaxMarkdownBytes + 1, 'a')},
      {head + lines("|x\n", 100), head + lines("|x\n", 140)},
      {lines("> ", 32) + "x", lines("> ", 33) + "x"},
      {lines("1. ", 32) + "x", lines("- > ", 17) + "x"},
      {target + lines("[a]", 100), target + lines("[a]", 150)},
      {lines("[a]: u\n", 200), lines("[a]: u\n", 201)},
      {lines("[]\n", 600), lines("[]\n", 800)},
      {lines("[]\n\n", 800), lines("](\n", 800)},
  };
  for (const auto& [inside, outside] : bounds) {
    EXPECT_TRUE(survey_markdown(inside).within_bounds) << inside.substr(0, 40);
    EXPECT_FALSE(survey_markdown(outside).within_bounds) << outside.substr(0, 40);
  }
}

TEST(Markup, KeepsTheTextIfMarkupWouldMakeItTooLong) {
  const std::string table = "|A|\n|-|\n" + repeated("x\n", 1'000);
  EXPECT_EQ(to_whatsapp_markup(table), "*A*\n" + repeated("x\n", 1'000).substr(0, 999));
  const std::string wide =
      repeated("|a", 40) + "|\n" + repeated("|-", 40) + "|\n" + repeated("|x\n", 400);
  EXPECT_EQ(to_whatsapp_markup(wide), wide);
  const std::string bold = "***" + repeated("a\n", 1'000) + "b***";
  EXPECT_EQ(to_whatsapp_markup(bold), bold);
}

TEST(Markup, PassesAnOverlongTextUnchanged) {
  const std::string text = repeated("**a** ", kMaxMarkdownBytes + 1);
  EXPECT_EQ(to_whatsapp_markup(text), text);
}

TEST(Markup, WritesAUrlOnce) {
  std::string text = "[a]: http://x/" + repeated("u", 100) + "\n\n";
  for (int i = 0; i < 200; ++i) text += "[a] ";
  const std::string shown = to_whatsapp_markup(text);
  EXPECT_TRUE(shown.starts_with("a (http://x/uuu")) << shown;
  EXPECT_EQ(shown.find("http://"), shown.rfind("http://"));
  expect_rows({
      {"[a](u) and [b](u)", "a (u) and b"},
      {"<https://a.example> [b](https://a.example)", "https://a.example b"},
  });
}

TEST(Markup, LosesNoLinkDefinition) {
  expect_rows({
      {"See (1).\n\n[1]: https://yak.example", "See (1).\n\n[1]: https://yak.example"},
      {"See [1].\n\n[1]: https://yak.example", "See 1 (https://yak.example)."},
      {"See [this][1].\n\n[1]: <https://a.example> \"T\"\n[2]: https://b.example",
       "See this (https://a.example).\n\n[2]: https://b.example"},
      {"See.\n\n[1]:\n  https://yak.example", "See.\n\n[1]: https://yak.example"},
      {"[1]: https://a.example\n[2]: https://b.example",
       "[1]: https://a.example\n[2]: https://b.example"},
      {"```\n[1]: https://a.example\n```", "```\n[1]: https://a.example\n```"},
  });
}

TEST(Markup, NeverMakesAVisibleTextEmpty) {
  for (const char* text : {"```\n```", ">", "> >", "[]()", "![]()", "#", "[](  )", "~~~"}) {
    EXPECT_EQ(to_whatsapp_markup(text), text);
  }
}

TEST(Markup, KeepsMarksInsideWordsAndUrls) {
  for (const char* text :
       {"x**2 and y**3", "5*4*3", "https://e/a?b=*c*", "a*(b+c)*d and (a)*(b)*(c)", "f(x)=*c*",
        "file__name__x and a~~b~~c", "see https://e/_a_/*b* and https://e/__init__",
        "*.h, *.cpp and src/**/*.h", "ls *.c *.h*", "__init__.py and x", "about ~5 or ~10",
        "~/bin:~/lib", "/*comment*/ x", "a[0](b) = c[i](d)", "2 * 3 * 4", ".*foo.*",
        "5\xC3\xA9*4*\xC3\xA9", "https://e/a*b* c*d*"}) {
    EXPECT_EQ(to_whatsapp_markup(text), text);
  }
}

TEST(Markup, ConvertsMarksBesidePunctuation) {
  expect_rows({
      {"(**a**), \"**b**\", **c**: **d**/**e**.", "(*a*), \"*b*\", *c*: *d*/*e*."},
      {"**https://e/a_b**", "*https://e/a_b*"},
      {"**See https://e/a**.", "*See https://e/a*."},
      {"_https://e/a_.", "_https://e/a_."},
      {"[x*y*z](https://e/*a*)", "x*y*z (https://e/*a*)"},
      {"`5*4*3` and **`a*b*c`**", "`5*4*3` and *`a*b*c`*"},
      {"```\n5*4*3 a[0](b) https://e/*a*\n```", "```\n5*4*3 a[0](b) https://e/*a*\n```"},
      {"\xE8\xBF\x99\xE6\x98\xAF**\xE9\x87\x8D\xE7\x82\xB9**\xE5\x86\x85",
       "\xE8\xBF\x99\xE6\x98\xAF*\xE9\x87\x8D\xE7\x82\xB9*\xE5\x86\x85"},
      {"see [yak](https://yak.example), a[link](https://b.example)",
       "see yak (https://yak.example), alink (https://b.example)"},
      {"&copy; &hellip; &#233;&#xE9; &nope; &#0;",
       "\xC2\xA9 \xE2\x80\xA6 \xC3\xA9\xC3\xA9 &nope; \xEF\xBF\xBD"},
  });
}

/// Sentences of words, numbers, formulas, paths and URLs.
std::string plain_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces{"word",
                                                "Yak",
                                                "5*4*3",
                                                "x**2",
                                                "snake_case_name",
                                                "__x",
                                                "https://e/a?b=*c*&d=_e_",
                                                "(a*b)",
                                                "f(x)=*c",
                                                "2 * 3",
                                                "a_b",
                                                "~5 km",
                                                "$5",
                                                "50%",
                                                "#1",
                                                "AT&T",
                                                "1.5",
                                                "C++",
                                                "a<b",
                                                "x>y",
                                                "[sic]",
                                                "a[i]",
                                                "b[0](c)",
                                                "me@yak.example",
                                                "\xC3\xA9t\xC3\xA9",
                                                "\xF0\x9F\x98\x80",
                                                "\xE6\x97\xA5\xE6\x9C\xAC",
                                                "\"quoted\"",
                                                "it's",
                                                "a/b",
                                                "and/or",
                                                "src/**/*.h",
                                                "10^6",
                                                "i++",
                                                "a|b",
                                                "- no",
                                                "= 3",
                                                "?",
                                                "...",
                                                "a~b~c",
                                                "x*y*z_1_2"};
  static const std::vector<std::string> kBetween{" ",  " ",  " ",  " ",       ", ",        ". ",
                                                 "; ", " (", ") ", "\nWord ", "\n\nWord ", ": "};
  std::string text = "Word";
  const std::size_t pieces = 1 + random() % 20;
  for (std::size_t i = 0; i < pieces; ++i) {
    text += kBetween[random() % kBetween.size()] + kPieces[random() % kPieces.size()];
  }
  return text;
}

TEST(Markup, LeavesPlainTextUnchanged) {
  std::mt19937 random(1);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = plain_text(random);
    ASSERT_EQ(to_whatsapp_markup(text), text);
  }
}

TEST(Markup, IsThreadSafe) {
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
