// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/env_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "unit/config/fixture.hpp"

namespace yak::config {
namespace {

TEST(EnvFile, ReadsTheUsualForms) {
  Problems problems;
  const EnvFile file = parse_env_file(
      "\xEF\xBB\xBF# a comment\n\nA=1\n  export B = two words  # comment\r\nC='$x # \\n'\n"
      "D=\"a\\n\\\"b\\\" \\$c\\\\ \\d\" # comment\nE=\nF=a#b\nG=a=b\nA=again\nH=\"\"\nI=#x",
      ".env", problems);
  EXPECT_EQ(problems.text(), "");
  const EnvFile expected{
      {"A", "again"}, {"B", "two words"}, {"C", "$x # \\n"}, {"D", "a\n\"b\" $c\\ \\d"},
      {"E", ""},      {"F", "a#b"},       {"G", "a=b"},      {"H", ""},
      {"I", ""}};
  EXPECT_EQ(file, expected);
}

TEST(EnvFile, NamesWrongLinesWithoutTheirValues) {
  Problems problems;
  const EnvFile file = parse_env_file(
      "GOOD=1\nsecret-value\n1A=secret\nB=\"secret\nC='secret' secret\nD=\xFF\n=secret\n", ".env",
      problems);
  EXPECT_EQ(problems.text(),
            ".env:2:1: expected NAME=value\n"
            ".env:3:1: a variable's name has letters, digits and '_' only\n"
            ".env:4:1: B: the quote is not closed on this line\n"
            ".env:5:1: C: text after the closing quote\n"
            ".env:6:1: this line is not UTF-8 text\n"
            ".env:7:1: a variable's name has letters, digits and '_' only\n");
  EXPECT_EQ(file, (EnvFile{{"GOOD", "1"}}));
}

TEST(EnvFile, TheProcessEnvironmentTakesPrecedence) {
  const Environment merged = with_env_file({{"A", "file"}, {"B", "file"}, {"C", "file"}},
                                           testing::environment({{"A", "process"}, {"C", ""}}));
  EXPECT_EQ(merged("A"), "process");
  EXPECT_EQ(merged("B"), "file");
  EXPECT_EQ(merged("C"), "") << "an empty value counts as set";
  EXPECT_EQ(merged("D"), std::nullopt);
}

TEST(EnvFile, AnUnreadableFileIsAProblem) {
  Problems problems;
  EXPECT_TRUE(read_env_file("/nonexistent/.env", problems).empty());
  EXPECT_EQ(problems.text(), "/nonexistent/.env: cannot be read: no such file\n");
  const std::string large = ::testing::TempDir() + "large.env";
  std::ofstream(large) << std::string(kMaxEnvFileBytes + 1, '#');
  Problems too_large;
  EXPECT_TRUE(read_env_file(large, too_large).empty());
  EXPECT_EQ(too_large.text(), large + ": cannot be read: larger than 256 KiB\n");
  std::filesystem::remove(large);
}

}  // namespace
}  // namespace yak::config
