#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "app/invocation.hpp"

namespace yak::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Parsed parse(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> all{"yak"};
  for (std::string word; words >> word;) all.push_back(word);
  std::vector<char*> pointers;
  for (std::string& word : all) pointers.push_back(word.data());
  return parse_command_line(static_cast<int>(pointers.size()), pointers.data());
}

TEST(CommandLine, DeadLettersAreListedWhereNothingElseIsSaid) {
  for (const char* line : {"dead-letters", "dead-letters list", "dead-letters -c yak.yaml"}) {
    const Parsed parsed = parse(line);
    ASSERT_TRUE(parsed.invocation) << line;
    EXPECT_EQ(parsed.invocation->command, "dead-letters");
    EXPECT_EQ(parsed.invocation->action, "list");
    EXPECT_EQ(parsed.invocation->limit, 100);
  }
  EXPECT_EQ(parse("dead-letters list --limit 7 --after m3").invocation->after, "m3");
}

TEST(CommandLine, DeadLettersAreNamed) {
  const Parsed show = parse("dead-letters show d12 --json -c yak.yaml");
  EXPECT_THAT(show.invocation->ids, ElementsAre("d12"));
  EXPECT_TRUE(show.invocation->json);
  EXPECT_EQ(show.invocation->config, "yak.yaml");
  const Parsed retry = parse("dead-letters retry d12 m7 --yes --socket yak.sock");
  EXPECT_EQ(retry.invocation->action, "retry");
  EXPECT_THAT(retry.invocation->ids, ElementsAre("d12", "m7"));
  EXPECT_TRUE(retry.invocation->yes);
  EXPECT_FALSE(retry.invocation->all);
  EXPECT_EQ(retry.invocation->socket, "yak.sock");
  EXPECT_FALSE(parse("dead-letters purge d12").invocation->yes);
}

TEST(CommandLine, AllDeadLettersMayBeMeant) {
  const Parsed retry = parse("dead-letters retry --all");
  EXPECT_TRUE(retry.invocation->all);
  EXPECT_FALSE(retry.invocation->older_than);
  const Parsed purge = parse("dead-letters purge --older-than 7d --all --yes");
  EXPECT_EQ(purge.invocation->action, "purge");
  EXPECT_EQ(purge.invocation->older_than, std::chrono::milliseconds(168h));
}

TEST(CommandLine, WhatMakesNoSenseOfDeadLettersIsAUsageError) {
  for (const char* line :
       {"dead-letters frobnicate", "dead-letters show", "dead-letters show d1 d2",
        "dead-letters show 12", "dead-letters retry", "dead-letters retry d0",
        "dead-letters retry d1 --all", "dead-letters purge x7",
        "dead-letters purge d1 --older-than 7d", "dead-letters purge --all --older-than 7",
        "dead-letters purge --older-than 7d", "dead-letters retry --all --older-than 7d",
        "dead-letters list --limit 0", "dead-letters list --limit 1001",
        "dead-letters list --after 7", "dead-letters list d1"}) {
    const Parsed parsed = parse(line);
    EXPECT_FALSE(parsed.invocation) << line;
    EXPECT_EQ(parsed.exit_code, kUsage) << line;
  }
}

TEST(CommandLine, HelpIsNoError) {
  for (const char* line : {"dead-letters --help", "dead-letters retry --help"}) {
    const Parsed parsed = parse(line);
    EXPECT_FALSE(parsed.invocation);
    EXPECT_EQ(parsed.exit_code, kOk);
  }
}

}  // namespace
}  // namespace yak::app
