// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/invocation.hpp"

namespace yak::cli {
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

TEST(CommandLine, DeadLettersAreListedByDefault) {
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

TEST(CommandLine, DeadLettersTakeAll) {
  const Parsed retry = parse("dead-letters retry --all");
  EXPECT_TRUE(retry.invocation->all);
  EXPECT_FALSE(retry.invocation->older_than);
  const Parsed purge = parse("dead-letters purge --older-than 7d --all --yes");
  EXPECT_EQ(purge.invocation->action, "purge");
  EXPECT_EQ(purge.invocation->older_than, std::chrono::milliseconds(168h));
}

TEST(CommandLine, WrongDeadLetterArgumentsAreUsageErrors) {
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

struct Printed {
  Parsed parsed;
  std::string out;
  std::string err;
};

Printed parse_printing(const std::string& line) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Parsed parsed = parse(line);
  std::string out = ::testing::internal::GetCapturedStdout();
  return {std::move(parsed), std::move(out), ::testing::internal::GetCapturedStderr()};
}

TEST(CommandLine, AnUnknownWordIsNamedWithTheNearestOne) {
  for (const auto& [line, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"statsu", "'yak statsu'; did you mean 'status'?"},
           {"-c a.yaml chekc", "'yak chekc'; did you mean 'check'?"},
           {"--config=a.yaml Status", "did you mean 'status'?"},
           {"dead-letters lst", "'yak dead-letters lst'; did you mean 'list'?"},
           {"status --jsn", "'yak status' has no option '--jsn'; did you mean '--json'?"},
           {"help statsu", "did you mean 'status'?"},
           {"frobnicate", "there is no command 'yak frobnicate'; 'yak --help' lists them"},
           {"usage --days", "see 'yak usage --help'"},
           {"-c a.yaml", "name a command"}}) {
    const Printed printed = parse_printing(line);
    EXPECT_EQ(printed.parsed.exit_code, kUsage) << line;
    EXPECT_THAT(printed.err, ::testing::HasSubstr(words)) << line;
    EXPECT_EQ(std::ranges::count(printed.err, '\n'), 1) << printed.err;
    EXPECT_EQ(printed.out, "");
  }
}

TEST(CommandLine, UsageErrorsAreJsonWithJsonOutput) {
  for (const char* line : {"statsu --json", "status --json --wtach", "trace --json"}) {
    const Printed printed = parse_printing(line);
    const auto body = nlohmann::json::parse(printed.out);
    EXPECT_EQ(body.at("exit_code"), kUsage) << line;
    EXPECT_TRUE(body.at("error").is_string()) << line;
    EXPECT_EQ(printed.err, "");
  }
}

TEST(CommandLine, BareYakAndHelpPrintTheHelp) {
  const std::string all = parse_printing("--help").out;
  EXPECT_THAT(all, ::testing::HasSubstr("dead-letters"));
  for (const char* line : {"", "help"}) {
    const Printed printed = parse_printing(line);
    EXPECT_EQ(printed.out, all) << line;
    EXPECT_EQ(printed.parsed.exit_code, kOk);
    EXPECT_FALSE(printed.parsed.invocation);
  }
  EXPECT_EQ(parse_printing("help dead-letters retry").out,
            parse_printing("dead-letters retry --help").out);
}

TEST(CommandLine, TheConfigOptionIsAllowedBeforeAndAfterTheCommand) {
  for (const char* line : {"status -c a.yaml", "-c a.yaml status", "--config a.yaml status",
                           "--config=a.yaml dead-letters list", "dead-letters -c a.yaml list",
                           "dead-letters list -c a.yaml"}) {
    const Parsed parsed = parse(line);
    ASSERT_TRUE(parsed.invocation) << line;
    EXPECT_EQ(parsed.invocation->config, "a.yaml") << line;
  }
}

TEST(CommandLine, ChatMayHaveOneQuestion) {
  EXPECT_FALSE(parse("chat").invocation->has_text);
  const Parsed asked = parse("chat --as ann hello");
  EXPECT_TRUE(asked.invocation->has_text);
  EXPECT_EQ(asked.invocation->text, "hello");
}

}  // namespace
}  // namespace yak::cli
