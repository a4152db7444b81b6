// SPDX-License-Identifier: Apache-2.0
#include "commands/parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace yak::commands {
namespace {

struct Case {
  std::string text;
  std::string name;  ///< empty: not a command
  std::string argument;
};

void expect_parsed(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const auto command = parse_command(c.text);
    ASSERT_EQ(command.has_value(), !c.name.empty()) << "'" << c.text << "'";
    if (!command) continue;
    EXPECT_EQ(command->name, c.name) << "'" << c.text << "'";
    EXPECT_EQ(command->argument, c.argument) << "'" << c.text << "'";
    EXPECT_FALSE(command->argument_too_long) << "'" << c.text << "'";
  }
}

TEST(Parser, ReadsSlashCommands) {
  expect_parsed({
      {"/help", "help", ""},
      {"/HELP", "help", ""},
      {"  /Help  ", "help", ""},
      {"/model gpt-4o", "model", "gpt-4o"},
      {"/model   openai/gpt-4o  ", "model", "openai/gpt-4o"},
      {"/model: gpt-4o", "model", "gpt-4o"},
      {"/model:gpt-4o", "model", "gpt-4o"},
      {"/model:openai/gpt-4o", "model", "openai/gpt-4o"},
      {"/model:", "model", ""},
      {"/model : gpt-4o", "model", ": gpt-4o"},
      {"/stop@yak_bot", "stop", ""},
      {"/stop@yak_bot now", "stop", "now"},
      {"/Stop@Yak-Bot: now", "stop", "now"},
      {"/stop@", "stop", ""},
      {"/stop.", "stop", ""},
      {"/stop!!", "stop", ""},
      {"/help?", "help", ""},
      {"/help\nplease", "help", "please"},
      {"/allow\t+1 555 123", "allow", "+1 555 123"},
      {"/stopwatch", "stopwatch", ""},
      {"/dead-letters", "dead-letters", ""},
      {"/x_1", "x_1", ""},
      {"/1", "1", ""},
  });
}

TEST(Parser, IgnoresUnicodeSpacesAndInvisibleMarks) {
  expect_parsed({
      {"\xC2\xA0/help\xC2\xA0", "help", ""},
      {"\xEF\xBB\xBF/help", "help", ""},
      {"\xE2\x80\x8E/help\xE2\x80\x8F", "help", ""},
      {"\xE2\x80\xAA/help\xE2\x80\xAC", "help", ""},
      {"/model\xE3\x80\x80gpt-4o", "model", "gpt-4o"},
      {"/model\xE2\x80\xAFgpt-4o\xE2\x80\x89", "model", "gpt-4o"},
      {"/model\xC2\x85gpt-4o", "model", "gpt-4o"},
  });
}

TEST(Parser, LeavesEverythingElseToTheModel) {
  expect_parsed({
      {"", "", ""},
      {"   ", "", ""},
      {"/", "", ""},
      {"/ help", "", ""},
      {"//help", "", ""},
      {"/usr/bin is a path", "", ""},
      {"/usr/bin", "", ""},
      {"/@bot", "", ""},
      {"/?", "", ""},
      {"/a=b", "", ""},
      {"/(shrug)", "", ""},
      {"/stop@bot.x/y", "", ""},
      {"please /help", "", ""},
      {"help", "", ""},
      {"stop", "", ""},
      {"1/2 cup", "", ""},
      {"\xE2\x80", "", ""},
      {std::string("\0/help", 6), "", ""},
      {"/" + std::string(65, 'a'), "", ""},
  });
}

TEST(Parser, ReadsModelAndBillingWithoutASlash) {
  expect_parsed({
      {"model: gpt-4o", "model", "gpt-4o"},
      {"Model:gpt-4o", "model", "gpt-4o"},
      {" MODEL:  gpt-4o ", "model", "gpt-4o"},
      {"model:", "model", ""},
      {"billing", "billing", ""},
      {" Billing ", "billing", ""},
      {"model gpt-4o", "", ""},
      {"model: T is a car of 1908", "", ""},
      {"models: gpt-4o", "", ""},
      {"billing address?", "", ""},
      {"billing.", "", ""},
      {"my billing", "", ""},
  });
}

TEST(Parser, WordsOfOtherAlphabetsAreCommandsThatDoNotExist) {
  expect_parsed({{"/помощь", "помощь", ""}, {"/aide-mémoire x", "aide-mémoire", "x"}});
}

TEST(Parser, BoundsTheArgument) {
  const auto longest = parse_command("/model " + std::string(kMaxArgument, 'a'));
  ASSERT_TRUE(longest);
  EXPECT_FALSE(longest->argument_too_long);
  EXPECT_EQ(longest->argument.size(), kMaxArgument);

  const auto longer = parse_command("/model " + std::string(kMaxArgument + 1, 'a'));
  ASSERT_TRUE(longer);
  EXPECT_TRUE(longer->argument_too_long);
  EXPECT_EQ(longer->argument, "");
}

}  // namespace
}  // namespace yak::commands
