// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fixture.hpp"

namespace yak::config {
namespace {

using testing::Reading;

TEST(Instances, ComeInTheOrderOfTheFile) {
  const Reading got(R"(
middleware:
  - {plugin: access}
  - {plugin: rate_limit}
  - {plugin: access}
  - {plugin: access}
providers:
  z: {plugin: openai}
  a: {plugin: openai}
channels:
  whatsapp: {plugin: twilio_whatsapp}
assistant: {model: z/m}
)");
  ASSERT_EQ(got.said(), "");
  std::vector<std::string> names;
  for (const Instance& one : got.config.instances()) {
    names.push_back(std::string(to_string(one.kind)) + ' ' + one.name + ' ' + one.plugin);
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{
                "store store sqlite", "channel whatsapp twilio_whatsapp", "provider z openai",
                "provider a openai", "middleware access access", "middleware rate_limit rate_limit",
                "middleware access-2 access", "middleware access-3 access"}));
  EXPECT_EQ(got.instance(4).path, "middleware[0]");
  EXPECT_EQ(got.instance(1).plugin_position.line, 11u);
  EXPECT_EQ(got.instance(1).plugin_position.column, 22u);
  EXPECT_EQ(got.instance(1).position.line, 11u);
  EXPECT_EQ(got.instance(2).common.integer("max_concurrent"), 1000);
}

TEST(Instances, TheStoreExistsByDefault) {
  Reading got("log: {level: info}\n");
  ASSERT_EQ(got.said(), "");
  ASSERT_EQ(got.instance(0).name, "store");
  const Settings settings = got.config.check(
      got.instance(0), Schema{Field::text("path", "").defaults_to("yak.db")}, got.problems);
  EXPECT_EQ(settings.text("path"), "yak.db");
  EXPECT_EQ(got.said(), "");
}

std::vector<std::string> layers_of(const Reading& got) {
  std::vector<std::string> layers;
  for (const Instance& one : got.config.instances()) {
    if (one.kind == InstanceKind::middleware) layers.push_back(one.path + " " + one.plugin);
  }
  return layers;
}

TEST(Instances, WithoutAMiddlewareKeyTheDefaultChainRuns) {
  const std::vector<std::string> chain{"middleware[0] access", "middleware[1] commands",
                                       "middleware[2] rate_limit", "middleware[3] history"};
  EXPECT_EQ(layers_of(Reading("log: {level: info}\n")), chain);
  EXPECT_EQ(layers_of(Reading("middleware:\nlog: {level: info}\n")), chain);
}

TEST(Instances, AConfiguredListReplacesTheDefaultChain) {
  EXPECT_TRUE(layers_of(Reading("middleware: []\n")).empty());
  EXPECT_EQ(layers_of(Reading("middleware: [{plugin: history}]\n")),
            std::vector<std::string>{"middleware[0] history"});
}

struct Switch {
  const char* value;
  bool enabled;
  const char* disabled_by = "";
};

class EnabledIf : public ::testing::TestWithParam<Switch> {};

TEST_P(EnabledIf, EnablesOrDisablesTheInstance) {
  const Reading got(
      std::string("channels:\n  c:\n    plugin: p\n    enabled_if: ") + GetParam().value + "\n",
      {{"SET", "x"}, {"EMPTY", ""}, {"FALSE", "false"}});
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.instance().enabled, GetParam().enabled);
  EXPECT_EQ(got.instance().disabled_by, GetParam().disabled_by);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EnabledIf,
    ::testing::Values(Switch{"${SET:-}", true}, Switch{"${SET}", true}, Switch{"x", true},
                      Switch{"true", true}, Switch{"${NO:-}", false, "NO"},
                      Switch{"${NO}", false, "NO"}, Switch{"${EMPTY}", false, "EMPTY"},
                      Switch{"${NO:-}${NO2:-}", false, "NO, NO2"}, Switch{"false", false},
                      Switch{"${FALSE}", false, "FALSE"}, Switch{"\"\"", false},
                      Switch{"", false}));

TEST(DisabledInstance, IsCheckedForUnknownKeysOnly) {
  Reading got(R"(
channels:
  c:
    plugin: p
    enabled_if: ${TOKEN:-}
    token: ${TOKEN}
    wait: [nonsense]
    allow_from: ["${TOKEN}"]
    tokn: x
)");
  EXPECT_EQ(got.said(), "");
  const Settings settings =
      got.check(Schema{Field::secret("token", "").required(), Field::duration("wait", "")});
  EXPECT_EQ(got.said(), "yak.yaml:9:5: channels.c: unknown key 'tokn'; did you mean 'token'?\n");
  EXPECT_FALSE(settings.has("token"));
}

struct InstanceCase {
  const char* text;
  const char* said;
};

class WrongInstance : public ::testing::TestWithParam<InstanceCase> {};

TEST_P(WrongInstance, IsReportedWithItsPosition) {
  EXPECT_EQ(Reading(GetParam().text).said(), std::string("yak.yaml:") + GetParam().said + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongInstance,
    ::testing::Values(
        InstanceCase{"channels: [x]",
                     "1:1: channels: expected a map of names to plugin settings; found a "
                     "list"},
        InstanceCase{"channels:\n  c:", "2:3: channels.c.plugin: required, and missing"},
        InstanceCase{"channels:\n  c: {}", "2:3: channels.c.plugin: required, and missing"},
        InstanceCase{"channels:\n  c: {plugn: p}",
                     "2:7: channels.c: unknown key 'plugn'; did you mean 'plugin'?"},
        InstanceCase{"channels:\n  c: console",
                     "2:6: channels.c: expected a map like {plugin: NAME}; found text"},
        InstanceCase{"channels:\n  a/b: {plugin: p}",
                     "2:3: channels.a/b: a name has 1 to 64 letters, digits, '_' and '-'"},
        InstanceCase{"channels:\n  c: {plugin: ../../evil}",
                     "2:15: channels.c.plugin: a name has 1 to 64 letters, digits, '_' and '-'"},
        InstanceCase{"channels:\n  c: {plugin: p, enabled_if: [x]}",
                     "2:18: channels.c.enabled_if: expected text like ${NAME:-}; found a list"},
        InstanceCase{"channels:\n  c: {plugin: p, enabled_if: !file x}",
                     "2:30: channels.c.enabled_if: expected text like ${NAME:-}; found !file"},
        InstanceCase{
            "channels:\n  c: {plugin: p, enabled_if: !credential x}",
            "2:30: channels.c.enabled_if: expected text like ${NAME:-}; found !credential"},
        InstanceCase{"channels:\n  c: {plugin: p, allow_from: {}}",
                     "2:18: channels.c.allow_from: expected a list; found a map"},
        InstanceCase{
            "providers:\n  c: {plugin: p, max_concurrent: 0}\nassistant: {model: c/m}",
            "2:34: providers.c.max_concurrent: it must be at least 1 and at most 100000; found "
            "'0'"},
        InstanceCase{"middleware: {plugin: access}",
                     "1:1: middleware: expected a list like [{plugin: access}]; found a map"},
        InstanceCase{"middleware:\n  - access",
                     "2:5: middleware[0]: expected a map like {plugin: NAME}; found text"},
        InstanceCase{"middleware:\n  - {}", "2:5: middleware[0].plugin: required, and missing"},
        InstanceCase{"store: sqlite",
                     "1:8: store: expected a map like {plugin: NAME}; found text"}),
    [](const auto& info) { return "Case" + std::to_string(info.index); });

TEST(Instances, AreBounded) {
  std::string text = "middleware:\n";
  for (int i = 0; i < 300; ++i) text += "  - {plugin: access}\n";
  const Reading got(text);
  EXPECT_EQ(got.config.instances().size(), 256u);
  EXPECT_NE(got.said().find("middleware[255]: more than 256 plugin instances"), std::string::npos);
}

TEST(Report, AddsThePositionToAPluginsIssue) {
  Reading got("channels:\n  c:\n    plugin: p\n    deep:\n      key: value\n");
  const auto place = [&](const char* key) {
    Problems problems;
    got.config.report(got.instance(), {key, "wrong"}, problems);
    return to_string(problems.sorted().at(0));
  };
  EXPECT_EQ(place(""), "2:3: channels.c: wrong");
  EXPECT_EQ(place("plugin"), "3:13: channels.c.plugin: wrong");
  EXPECT_EQ(place("deep"), "4:5: channels.c.deep: wrong");
  EXPECT_EQ(place("deep.key"), "5:12: channels.c.deep.key: wrong");
  EXPECT_EQ(place("deep.no.such"), "4:5: channels.c.deep.no.such: wrong");
  EXPECT_EQ(place("none"), "2:3: channels.c.none: wrong");
}

}  // namespace
}  // namespace yak::config
