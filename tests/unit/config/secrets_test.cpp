// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "fixture.hpp"

namespace yak::config {
namespace {

using testing::PluginReading;

const Schema kSchema{Field::secret("token", "").between(8, 1024),
                     Field::list("tokens", "", Field::element(FieldType::secret)),
                     Field::duration("wait", ""), Field::integer("count", ""),
                     Field::map("headers", "", Field::element(FieldType::text))};

constexpr const char* kRefused =
    "a secret in a file that its group or others can read; chmod 600 yak.yaml, or use ${NAME} or "
    "!file\n";

TEST(InlineSecret, IsRefusedInAFileThatOthersCanRead) {
  const auto said = [](const char* keys) {
    return PluginReading(keys, kSchema, {{"T", "from-the-environment"}}, FileAccess::others_too)
        .said();
  };
  EXPECT_EQ(said("token: hunter2-hunter2"),
            std::string("yak.yaml:4:12: channels.c.token: ") + kRefused);
  EXPECT_EQ(said("token: ${NO:-hunter2-hunter2}"),
            std::string("yak.yaml:4:12: channels.c.token: ") + kRefused);
  EXPECT_EQ(said("tokens: [\"${T}\", hunter2-hunter2]"),
            std::string("yak.yaml:4:22: channels.c.tokens[1]: ") + kRefused);
  EXPECT_EQ(said("token: ${T}"), "");
  EXPECT_EQ(said("token: Bearer ${T}"), "");
  EXPECT_EQ(said("token: ${NO:-}"), "");
  EXPECT_EQ(said("token: http://proxy:3128"), "") << "an origin cannot hold credentials";
  EXPECT_NE(said("token: http://user:pass@proxy:3128"), "");
}

TEST(InlineSecret, IsAcceptedInAFileThatOnlyItsOwnerCanRead) {
  EXPECT_EQ(PluginReading("token: hunter2-hunter2", kSchema).said(), "");
}

TEST(Secrets, NeverAppearInAProblem) {
  const std::string secret = "s3cr3t-v4lu3";
  const std::string literal = "s3cr3t-v4lu3-that-is-as-long-as-a-token";
  const std::vector<std::string> files{
      "token: [" + secret + "]",
      "token: {" + secret + ": 1}\n",
      "wait: ${S}",
      "count: ${S}",
      "wait: ${NO:-" + secret + "}",
      "wait: " + literal,
      "tokens: {x: " + secret + "}",
      "token: \"" + secret + "\nwait: 5s",
      "token: *" + secret,
      "token: \"\\" + secret + "\"",
      "token: @" + secret,
      "token: !" + secret + " x",
      "headers: {token:" + secret + "}",
      "{token:" + secret + "}: 1",
      "token:" + secret + ": 1",
      "\"token:" + secret + "\": 1\n\"token:" + secret + "\": 2",
  };
  for (const std::string& file : files) {
    testing::Reading reading("channels:\n  c:\n    plugin: p\n" + PluginReading::indented(file),
                             {{"S", secret}}, FileAccess::others_too);
    if (reading.config.instances().size() > 1) (void)reading.check(kSchema);
    EXPECT_FALSE(reading.problems.empty()) << file;
    EXPECT_EQ(reading.said().find("s3cr3t"), std::string::npos) << reading.said();
  }
}

TEST(Secrets, TooShortSecretsAreReportedWithoutTheirText) {
  const PluginReading got("token: short", kSchema);
  EXPECT_EQ(got.said(),
            "yak.yaml:4:12: channels.c.token: its length in characters must be at least 8 and at "
            "most 1024\n");
}

TEST(Secrets, AreAllListedForTheRedactor) {
  testing::Reading reading(
      "admin: {token: \"${A}\"}\nchannels:\n  c: {plugin: p, token: \"${B}\", tokens: "
      "[\"${C}\"]}\n",
      {{"A", "the-admin's-own-token"}, {"B", "the-token"}, {"C", "another"}});
  (void)reading.check(kSchema);
  ASSERT_EQ(reading.said(), "");
  std::vector<std::string> revealed;
  for (const Secret& secret : reading.config.secrets()) revealed.emplace_back(secret.reveal());
  std::ranges::sort(revealed);
  EXPECT_EQ(revealed, (std::vector<std::string>{"another", "the-admin's-own-token", "the-token"}));
}

TEST(Secrets, AreMaskedInAPluginsIssues) {
  testing::Reading reading("channels:\n  c:\n    plugin: p\n    token: ${T}\n",
                           {{"T", "hunter2-hunter2"}});
  (void)reading.check(kSchema);
  reading.config.report(reading.instance(), {"token", "'hunter2-hunter2' does not begin with SK"},
                        reading.problems);
  EXPECT_EQ(reading.said(), "yak.yaml:4:12: channels.c.token: '***' does not begin with SK\n");
}

}  // namespace
}  // namespace yak::config
