// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/parse.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "config/yaml/tree_builder.hpp"

namespace yak::config {
namespace {

struct Bad {
  const char* name;
  std::string text;
  std::string said;
};

class Malformed : public ::testing::TestWithParam<Bad> {};

TEST_P(Malformed, IsReportedWithItsPosition) {
  Problems problems;
  (void)parse_yaml(GetParam().text, problems);
  EXPECT_EQ(problems.text(), GetParam().said);
}

std::string nested(std::size_t depth) {
  return "a: " + std::string(depth, '[') + std::string(depth, ']');
}

/// 341 bytes; a walk over yaml-cpp's own nodes would visit 20 million of them.
std::string alias_bomb() {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'h'; ++c) {
    const std::string before = std::string("*") + static_cast<char>(c - 1);
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) text += (i == 0 ? "" : ",") + before;
    text += "]\n";
  }
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Malformed,
    ::testing::Values(
        Bad{"Colon", "a: b: c\n",
            "1:5: a ':' where none can be; check the indentation, or put the value in quotes\n"},
        Bad{"Indentation", "a:\n  b: 1\n c: 2\n",
            "3:2: this line's indentation matches no line above\n"},
        Bad{"Tab", "a:\n\tb: 1\n", "2:3: a tab in the indentation; use spaces\n"},
        Bad{"OpenQuote", "a:\n  token: \"abc\n  b: 1\n",
            "2:3: a.token: a quote opens after this key and never closes\n"},
        Bad{"OpenBracket", "a: [1\nb: 2\n",
            "2:2: a[1]: '[' without a closing ']', or a value that needs quotes\n"},
        Bad{"VariableInBraces", "a: {b: ${X:-}}\n",
            "1:9: a: inside { } and [ ] write \"${NAME}\" in quotes\n"},
        Bad{"UnknownAnchor", "a: *x\n",
            "1:4: a: an alias (*) without its anchor (&); put the value in quotes\n"},
        Bad{"Escape", "a: \"\\q\"\n",
            "1:7: a: an unknown \\ escape; in '…' a backslash is literal\n"},
        Bad{"AtSign", "a: @x\n", "1:4: a: a value cannot begin like this; put it in quotes\n"},
        Bad{"TwoDocuments", "a: 1\n---\nb: 2\n",
            "2:1: the document ends here; only one document is allowed\n"},
        Bad{"EndlessDocuments", "{},{},",
            "1:3: the document ends here; only one document is allowed\n"},
        Bad{"DuplicateKey", "a:\n  b: 1\n  b: 2\n",
            "3:3: a: duplicate key 'b'; first used at 2:3\n"},
        Bad{"DuplicateKeyWithSecret", "{t:secret: 1, t:secret: 2}",
            "1:15: duplicate key 't:…'; first used at 1:2\n"},
        Bad{"ListAsKey", "a:\n  ? [x]\n  : 1\n",
            "2:5: a: a key must be text, not a list or a map\n"},
        Bad{"AliasAsKey", "a: &x y\n*x : 1\n", "2:1: a key cannot be an alias\n"},
        Bad{"NoKey", "a: 1\nb: {: 2}\n", "2:5: b: a key is missing before the ':'\n"},
        Bad{"EmptyKey", "\"\": 1\n", "1:1: an empty key\n"},
        Bad{"MergeKey", "a: &a {b: 1}\nc:\n  <<: *a\n",
            "3:3: c: merge keys (<<) are not supported; repeat the keys, or use an alias for the "
            "whole value\n"},
        Bad{"AliasInItself", "a: &x [*x]\n",
            "1:8: a[0]: an alias must refer to a complete earlier value, not to one that contains "
            "it\n"},
        Bad{"UnknownTag", "a: !env X\n",
            "1:4: a: unknown tag; `!file path` and `!credential name` are the only ones\n"},
        Bad{"FileTagOnMap", "a: !file {b: 1}\n", "1:4: a: !file takes one path\n"},
        Bad{"CredentialTagOnList", "a: !credential [b]\n", "1:4: a: !credential takes one name\n"},
        Bad{"Nul", std::string("a: x\0y\n", 7), "1:5: this byte is not UTF-8 text\n"},
        Bad{"Latin1", "a: 1\nb: \xFCml\n", "2:4: this byte is not UTF-8 text\n"},
        Bad{"TooLarge", std::string(1024 * 1024 + 1, '#'), "larger than 1 MiB\n"},
        Bad{"TooDeep", nested(40),
            "1:35: " +
                [] {
                  std::string p = "a";
                  for (int i = 0; i < 31; ++i) p += "[0]";
                  return p;
                }() +
                ": nested more than 32 levels deep\n"},
        Bad{"TooManyNodes",
            [] {
              std::string t;
              for (int i = 0; i < 20'001; ++i) t += "- x\n";
              return t;
            }(),
            "20000:3: [19999]: more than 20000 values, with aliases expanded\n"},
        Bad{"AliasBomb", alias_bomb(),
            "5:11: e[1]: more than 20000 values, with aliases expanded\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Parse, AliasBombEndsAtOnce) {
  Problems problems;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(parse_yaml(alias_bomb(), problems), nullptr);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(Parse, AliasCountsTheDepthOfItsTarget) {
  const auto text = [](std::size_t depth) {
    return "a: &a " + std::string(20, '[') + std::string(20, ']') +
           "\nb: " + std::string(depth, '[') + "*a" + std::string(depth, ']') + "\n";
  };
  Problems fits;
  EXPECT_NE(parse_yaml(text(11), fits), nullptr) << fits.text();
  Problems problems;
  EXPECT_EQ(parse_yaml(text(12), problems), nullptr);
  EXPECT_NE(problems.text().find("nested more than 32 levels deep"), std::string::npos);
}

TEST(Parse, RecordsThePositionOfEveryKeyAndValue) {
  Problems problems;
  const NodePtr root = parse_yaml(
      "\xEF\xBB\xBF# ü\na:\n  é: \"8080\"\n  none:\n  list: [1, {x: !file s}]\n", problems);
  ASSERT_TRUE(root) << problems.text();
  const Node::Entry* a = root->find("a");
  EXPECT_EQ(a->key_position.line, 2u);
  EXPECT_EQ(a->key_position.column, 1u);
  const Node::Entry* quoted = a->value->find("é");
  EXPECT_EQ(quoted->value->position.line, 3u);
  EXPECT_EQ(quoted->value->position.column, 7u);  // in bytes
  EXPECT_EQ(quoted->value->style, Node::Style::quoted);
  const Node::Entry* none = a->value->find("none");
  EXPECT_EQ(none->value->kind, Node::Kind::null);
  EXPECT_EQ(none->value->position.line, 4u);
  const Node& list = *a->value->find("list")->value;
  EXPECT_EQ(list.items[0]->style, Node::Style::plain);
  EXPECT_EQ(list.items[1]->find("x")->value->style, Node::Style::file);
  EXPECT_EQ(list.items[1]->find("x")->value->text, "s");
}

TEST(Parse, AliasesShareTheirTarget) {
  Problems problems;
  const NodePtr root = parse_yaml("a: &x [1, 2]\nb: *x\n", problems);
  ASSERT_TRUE(root) << problems.text();
  EXPECT_EQ(root->find("a")->value, root->find("b")->value);
  EXPECT_EQ(root->weight, 1u + 2 * (1 + 3));
  EXPECT_EQ(root->height, 2u);
}

TEST(Parse, AnEmptyFileIsANullDocument) {
  for (const char* text : {"", "# only a comment", "\n\n", "~"}) {
    Problems problems;
    const NodePtr root = parse_yaml(text, problems);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(root->kind, Node::Kind::null);
    EXPECT_EQ(problems.text(), "");
  }
}

TEST(Parse, ReportsEveryDuplicateKey) {
  Problems problems;
  const NodePtr root = parse_yaml("a: 1\na: 2\nb: {c: 1, c: {c: 1, c: 2}}\n", problems);
  ASSERT_TRUE(root);
  EXPECT_EQ(problems.size(), 3u) << problems.text();
  EXPECT_EQ(root->find("a")->value->text, "1");
}

}  // namespace
}  // namespace yak::config
