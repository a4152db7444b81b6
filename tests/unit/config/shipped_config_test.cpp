// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/bounded_file.hpp"
#include "fixture.hpp"

namespace yak::config {
namespace {

Config read_shipped(testing::Variables variables, Problems& problems) {
  return Config::read(YAK_SOURCE_DIR "/config/yak.yaml", testing::environment(std::move(variables)),
                      problems);
}

std::string enabled(const Config& config) {
  std::string names;
  for (const Instance& one : config.instances()) {
    if (one.enabled) names += (names.empty() ? "" : " ") + one.name;
  }
  return names;
}

TEST(ShippedConfig, WorksWithoutVariables) {
  Problems problems;
  const Config config = read_shipped({}, problems);
  EXPECT_EQ(problems.text(), "");
  EXPECT_EQ(enabled(config), "store console echo access commands rate_limit history");
  EXPECT_FALSE(config.core().server.public_url);
  EXPECT_FALSE(config.core().admin.token);
  for (const Instance& one : config.instances()) {
    if (one.name == "whatsapp") EXPECT_EQ(one.disabled_by, "TWILIO_AUTH_TOKEN");
    if (one.name == "openai") EXPECT_EQ(one.disabled_by, "OPENAI_API_KEY, OPENAI_BASE_URL");
  }
}

TEST(ShippedConfig, UsesTwilioAndOpenAiWithTheirVariables) {
  Problems problems;
  const Config config = read_shipped({{"TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"},
                                      {"TWILIO_AUTH_TOKEN", "0123456789abcdef0123456789abcdef"},
                                      {"TWILIO_WHATSAPP_NUMBER", "whatsapp:+14155238886"},
                                      {"OPENAI_API_KEY", "sk-test"},
                                      {"AUTHORIZED_NUMBER", "+15551234567"},
                                      {"YAK_PUBLIC_URL", "https://bot.example.com/"}},
                                     problems);
  EXPECT_EQ(problems.text(), "");
  EXPECT_EQ(enabled(config),
            "store whatsapp console openai echo access commands rate_limit history");
  EXPECT_EQ(config.core().assistant.model,
            (std::vector<std::string>{"openai/gpt-5.6-luna", "echo/echo"}));
  for (const Instance& one : config.instances()) {
    if (one.name != "whatsapp") continue;
    EXPECT_EQ(one.plugin, "twilio_whatsapp");
    EXPECT_EQ(one.common.texts("allow_from"), std::vector<std::string>{"+15551234567"});
  }
}

TEST(ShippedConfig, AdmitsNobodyWithoutAnAuthorizedNumber) {
  Problems problems;
  const Config config = read_shipped({{"TWILIO_AUTH_TOKEN", "x"}}, problems);
  for (const Instance& one : config.instances()) {
    if (one.name == "whatsapp") EXPECT_TRUE(one.common.texts("allow_from").empty());
  }
}

}  // namespace
}  // namespace yak::config
