// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "twilio_settings.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> keys_of(const std::vector<ConfigIssue>& issues) {
  std::vector<std::string> keys;
  for (const ConfigIssue& issue : issues) {
    EXPECT_FALSE(issue.message.empty());
    keys.push_back(issue.key);
  }
  return keys;
}

TEST(Options, AcceptsWhatTheReadmeShows) {
  EXPECT_THAT(keys_of(validate(test_settings().build())), IsEmpty());
  EXPECT_THAT(keys_of(validate(test_settings().text("from", "whatsapp:+14155238886").build())),
              IsEmpty());
  EXPECT_THAT(keys_of(validate(test_settings()
                                   .text("api_key_sid", "SK" + std::string(32, '0'))
                                   .secret("api_key_secret", "s")
                                   .build())),
              IsEmpty());
}

TEST(Options, ReadsATemplateForTheClosedWindow) {
  EXPECT_THAT(keys_of(validate(template_settings("{text}").build())), IsEmpty());
  yak::testing::SettingsBuilder wrong;
  wrong.text("content_sid", "MG" + std::string(32, 'a')).text_map("variables", {});
  EXPECT_THAT(keys_of(validate(test_settings().object("window_template", wrong.build()).build())),
              ElementsAre("window_template.content_sid"));
  EXPECT_FALSE(test_options().window_template);
}

TEST(Options, NamesTheKeyThatIsWrong) {
  const std::string hex(32, 'a');
  const std::vector<std::pair<Settings, std::string>> rows{
      {test_settings().text("account_sid", "AC123").build(), "account_sid"},
      {test_settings().text("account_sid", "SK" + hex).build(), "account_sid"},
      {test_settings().text("account_sid", "AC" + std::string(32, 'g')).build(), "account_sid"},
      {test_settings().text("from", "").build(), "from"},
      {test_settings().text("from", "4155238886").build(), "from"},
      {test_settings().text("from", "+1 415 523 8886").build(), "from"},
      {test_settings().text("from", "whatsapp:").build(), "from"},
      {test_settings().text("messaging_service_sid", "AC" + hex).build(), "messaging_service_sid"},
      {test_settings().text("api_key_sid", "SK" + hex).build(), "api_key_secret"},
      {test_settings().secret("api_key_secret", "s").build(), "api_key_sid"},
      {test_settings().text("webhook_url", "bot.example.com/webhook").build(), "webhook_url"},
      {test_settings().text("status_url", "https://").build(), "status_url"},
      {test_settings().text("api_url", "ftp://x").build(), "api_url"},
      {test_settings().text("messaging_url", "https://a b").build(), "messaging_url"},
      {test_settings().text("webhook_path", "webhook").build(), "webhook_path"},
      {test_settings().text("webhook_path", "/w?x=1").build(), "webhook_path"},
      {test_settings().text("status_path", "/webhook").build(), "status_path"},
  };
  for (const auto& [settings, key] : rows) {
    EXPECT_THAT(keys_of(validate(settings)), ElementsAre(key));
  }
}

TEST(Options, NeedsNoNumberWithAMessagingService) {
  EXPECT_THAT(keys_of(validate(test_settings()
                                   .text("from", "")
                                   .text("messaging_service_sid", "MG" + std::string(32, '0'))
                                   .build())),
              IsEmpty());
}

TEST(Options, NeverQuotesASecret) {
  for (const ConfigIssue& issue :
       validate(test_settings().secret("api_key_secret", "hush").build())) {
    EXPECT_EQ(issue.message.find("hush"), std::string::npos);
  }
}

TEST(Options, DerivesUrlsFromThePublicUrl) {
  const auto options = read_options(test_settings().build(), "https://bot.example.com");
  EXPECT_EQ(options.webhook_url, "https://bot.example.com/webhook");
  EXPECT_EQ(options.status_url, "https://bot.example.com/webhook/status");
  EXPECT_EQ(options.from, "+14155238886");
}

TEST(Options, PrefersUrlsThatAreConfigured) {
  const Settings settings =
      test_settings().text("webhook_url", "https://in.example/w?x=1#rc=5").build();
  const auto options = read_options(settings, "https://bot.example.com");
  EXPECT_EQ(options.webhook_url, "https://in.example/w?x=1#rc=5");
  EXPECT_EQ(options.status_url, "https://bot.example.com/webhook/status");
  EXPECT_EQ(read_options(settings, "").status_url, "https://in.example/webhook/status");
}

TEST(Options, DoesNotGuessThePublicUrl) {
  const auto options = read_options(test_settings().build(), "");
  EXPECT_EQ(options.webhook_url, "");
  EXPECT_FALSE(options.status_callbacks);
}

TEST(Options, PacesTheSandboxAndOtherSendersDifferently) {
  EXPECT_EQ(read_options(test_settings().build(), "https://a").send_interval, 3s);
  EXPECT_EQ(
      read_options(test_settings().text("from", "+15550001111").build(), "https://a").send_interval,
      13ms);
  EXPECT_EQ(read_options(test_settings().duration("send_interval", 1s).build(), "https://a")
                .send_interval,
            1s);
}

TEST(Options, LooksBackSixHoursByDefault) {
  EXPECT_EQ(read_options(test_settings().build(), "").catch_up, 6h);
  EXPECT_EQ(read_options(test_settings().duration("catch_up", 0ms).build(), "").catch_up, 0ms);
  EXPECT_EQ(schema().find("catch_up")->maximum, 7 * 86'400'000.0);
}

TEST(Options, UsesTheApiKeyForRestOnly) {
  const std::string key = "SK" + std::string(32, '0');
  const auto options = read_options(
      test_settings().text("api_key_sid", key).secret("api_key_secret", "k").build(), "https://a");
  EXPECT_EQ(options.user, key);
  EXPECT_TRUE(options.password.equals("k"));
  EXPECT_TRUE(options.auth_token.equals(kTestToken));
}

}  // namespace
}  // namespace yak::twilio
