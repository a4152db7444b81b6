// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>

#include "access/access_middleware.hpp"
#include "commands/commands_middleware.hpp"
#include "echo/echo_provider.hpp"
#include "history/history_middleware.hpp"
#include "openai/options.hpp"
#include "rate_limit/rate_limit_middleware.hpp"
#include "sqlite/options.hpp"
#include "twilio_whatsapp/options.hpp"
#include "unit/config/fixture.hpp"
#include "yak/plugin.hpp"

namespace yak::config {
namespace {

struct Offer {
  Schema schema;
  Validator validate = nullptr;
};

/// The plugins that config/yak.yaml names and that have settings of their own.
std::map<std::string, Offer> offers() {
  return {{"access", {access::schema()}},
          {"commands", {commands::schema()}},
          {"echo", {echo::schema()}},
          {"history", {history::schema()}},
          {"openai", {openai::schema(), &openai::validate}},
          {"rate_limit", {rate_limit::schema()}},
          {"sqlite", {sqlite::schema()}},
          {"twilio_whatsapp", {twilio::schema(), &twilio::validate}}};
}

/// The problems found when each instance of config/yak.yaml is checked by its plugin.
std::string check_shipped(testing::Variables variables) {
  const std::map<std::string, Offer> plugins = offers();
  Problems problems;
  const Config config = Config::read(YAK_SOURCE_DIR "/config/yak.yaml",
                                     testing::environment(std::move(variables)), problems);
  for (const Instance& instance : config.instances()) {
    const auto offer = plugins.find(instance.plugin);
    if (offer == plugins.end()) continue;
    const std::size_t before = problems.size();
    const Settings settings = config.check(instance, offer->second.schema, problems);
    if (!instance.enabled || problems.size() != before || !offer->second.validate) continue;
    for (const ConfigIssue& issue : offer->second.validate(settings)) {
      config.report(instance, issue, problems);
    }
  }
  return problems.text();
}

TEST(ShippedConfig, PassesItsPluginsChecksWithoutVariables) { EXPECT_EQ(check_shipped({}), ""); }

TEST(ShippedConfig, PassesItsPluginsChecksWithVariables) {
  EXPECT_EQ(check_shipped({{"TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"},
                           {"TWILIO_AUTH_TOKEN", "0123456789abcdef0123456789abcdef"},
                           {"TWILIO_WHATSAPP_NUMBER", "whatsapp:+14155238886"},
                           {"OPENAI_API_KEY", "sk-test"},
                           {"AUTHORIZED_NUMBER", "+15551234567"}}),
            "");
}

TEST(Schemas, HaveDefaultsThatPassTheirOwnCheck) {
  for (const auto& [name, offer] : offers()) {
    Problems problems;
    const Config config = Config::parse("middleware: [{plugin: " + name + "}]", "yak.yaml",
                                        testing::environment(), problems);
    (void)config.check(config.instances().at(1), offer.schema, problems);
    EXPECT_EQ(problems.text().find("the schema's own default"), std::string::npos)
        << name << ": " << problems.text();
  }
}

}  // namespace
}  // namespace yak::config
