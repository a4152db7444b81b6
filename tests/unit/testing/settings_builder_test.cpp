// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/settings_builder.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "yak/testing/settings.hpp"

namespace yak::testing {
namespace {

using namespace std::chrono_literals;

Schema schema() {
  return Schema{
      Field::text("name", "").defaults_to("\"a: b\""),
      Field::secret("key", "").required(),
      Field::boolean("on", "").defaults_to("true"),
      Field::integer("count", "").defaults_to("7"),
      Field::number("ratio", "").defaults_to("0.5"),
      Field::duration("wait", "").defaults_to("1m"),
      Field::size("limit", "").defaults_to("64KiB"),
      Field::rate("rate", "").defaults_to("20/1m"),
      Field::list("words", "", Field::element(FieldType::text)).defaults_to("[a, \"b\"]"),
      Field::list("none", "", Field::element(FieldType::text)).defaults_to("[]"),
      Field::map("by_name", "", Field::element(FieldType::text)).defaults_to("{}"),
      Field::object("inner", "", Schema{Field::integer("depth", "").defaults_to("3")})
          .defaults_to("{}"),
      Field::text("optional", ""),
  };
}

TEST(SettingsBuilder, FillsInTheSchemasDefaults) {
  const Settings settings = SettingsBuilder(schema()).secret("key", "s").build();
  EXPECT_EQ(settings.text("name"), "a: b");
  EXPECT_EQ(settings.secret("key").reveal(), "s");
  EXPECT_TRUE(settings.boolean("on"));
  EXPECT_EQ(settings.integer("count"), 7);
  EXPECT_EQ(settings.number("ratio"), 0.5);
  EXPECT_EQ(settings.duration("wait"), 1min);
  EXPECT_EQ(settings.size("limit"), 65'536U);
  EXPECT_EQ(settings.rate("rate").count, 20U);
  EXPECT_EQ(settings.rate("rate").per, 1min);
  EXPECT_EQ(settings.texts("words"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(settings.texts("none").empty());
  EXPECT_TRUE(settings.entries("by_name").empty());
  EXPECT_EQ(settings.object("inner").integer("depth"), 3);
  EXPECT_FALSE(settings.has("optional"));
}

TEST(SettingsBuilder, ASetValueReplacesTheDefault) {
  const Settings settings =
      SettingsBuilder(schema()).integer("count", 1).duration("wait", 2s).build();
  EXPECT_EQ(settings.integer("count"), 1);
  EXPECT_EQ(settings.duration("wait"), 2s);
}

TEST(SettingsBuilder, RefusesAKeyThatTheSchemaDoesNotName) {
  EXPECT_THROW(SettingsBuilder(schema()).text("nmae", "x"), std::logic_error);
}

TEST(SettingsBuilder, RefusesADefaultThatCannotBeRead) {
  const Schema broken{Field::duration("wait", "").defaults_to("8 parsecs")};
  EXPECT_THROW((void)SettingsBuilder(broken).build(), std::logic_error);
}

TEST(SettingsFromYaml, MatchTheCoresReading) {
  const Settings made = settings(schema(), "key: s\nwait: 5s\nwords:\n  - x\n  - y\n");
  EXPECT_EQ(made.secret("key").reveal(), "s");
  EXPECT_EQ(made.duration("wait"), 5s);
  EXPECT_EQ(made.texts("words"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(made.size("limit"), 65'536U);
  EXPECT_EQ(made.object("inner").integer("depth"), 3);
}

TEST(SettingsFromYaml, ReportEveryProblemWithItsPosition) {
  const std::string problems = settings_problems(schema(), "wiat: 5s\non: perhaps\n");
  EXPECT_NE(problems.find("1:1: unknown key 'wiat'; did you mean 'wait'?"), std::string::npos)
      << problems;
  EXPECT_NE(problems.find("2:5: on: "), std::string::npos) << problems;
  EXPECT_NE(problems.find("key: "), std::string::npos) << problems;
  EXPECT_THROW((void)settings(schema(), "wiat: 5s\n"), std::invalid_argument);
  EXPECT_EQ(settings_problems(schema(), "key: s\n"), "");
}

/// The builder and the core read defaults separately; the results must agree.
TEST(SettingsFromYaml, HaveTheDefaultsThatTheBuilderGives) {
  const Settings read = settings(schema(), "key: s\n");
  const Settings built = SettingsBuilder(schema()).secret("key", "s").build();
  EXPECT_EQ(read.text("name"), built.text("name"));
  EXPECT_EQ(read.number("ratio"), built.number("ratio"));
  EXPECT_EQ(read.duration("wait"), built.duration("wait"));
  EXPECT_EQ(read.size("limit"), built.size("limit"));
  EXPECT_EQ(read.rate("rate").per, built.rate("rate").per);
  EXPECT_EQ(read.texts("words"), built.texts("words"));
}

}  // namespace
}  // namespace yak::testing
