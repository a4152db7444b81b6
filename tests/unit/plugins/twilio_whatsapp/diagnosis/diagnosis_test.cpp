// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {
namespace {

using Level = Diagnosis::Level;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using yak::testing::header_of;
using yak::testing::ScriptedReply;

constexpr const char* kNumber = "+14155550100";
const json kActive{{"status", "active"}, {"type", "Full"}, {"friendly_name", "bot"}};
const json kRefused{{"code", 20003}, {"message", "Authenticate"}, {"status", 401}};

/// The channel's part of `yak doctor`.
class Examination : public ChannelTest {
 protected:
  void make(const yak::testing::SettingsBuilder& settings,
            const std::string& url = "https://bot.example.com") {
    context_.set_public_url(url);
    channel_ = make_channel(context_, settings.build()).value();
  }
  static yak::testing::SettingsBuilder own_number() {
    return test_settings().text("from", kNumber);
  }

  void answer(const std::string& path, int status, const json& body) {
    context_.http().reply_to("GET", path, ScriptedReply(status, body.dump(), "application/json"));
  }
  void answer_account(int status = 200, const json& body = kActive) {
    answer(account() + ".json", status, body);
  }
  void answer_balance(const std::string& amount = "12.34") {
    answer(account() + "/Balance.json", 200, {{"balance", amount}, {"currency", "USD"}});
  }
  void answer_senders(const json& webhook, const std::string& status = "ONLINE") {
    answer("https://messaging.twilio.com/v2/Channels/Senders?Channel=whatsapp", 200,
           {{"senders",
             {{{"sender_id", "whatsapp:+15559999999"}},
              {{"sender_id", std::string("whatsapp:") + kNumber},
               {"status", status},
               {"webhook", webhook}}}}});
  }
  static std::string account() {
    return "https://api.twilio.com/2010-04-01/Accounts/" + kTestAccount;
  }

  std::vector<Diagnosis> look() { return context_.run_through_time(channel_->diagnose()); }
  static Diagnosis find(const std::vector<Diagnosis>& diagnoses, const std::string& what) {
    for (const Diagnosis& finding : diagnoses) {
      if (finding.what == what) return finding;
    }
    return {Level::ok, what, "nothing was said of it"};
  }
};

TEST_F(Examination, AcceptsACorrectAccountAndWebhook) {
  make(own_number());
  answer_account();
  answer_balance();
  answer_senders({{"callback_url", "https://bot.example.com/webhook#rc=5&rp=all"}});
  const auto diagnoses = look();
  for (const Diagnosis& finding : diagnoses) {
    EXPECT_EQ(finding.level, Level::ok) << finding.what << ": " << finding.detail;
  }
  EXPECT_THAT(find(diagnoses, "Meta's terms").detail, HasSubstr("general-purpose assistant"));
  EXPECT_THAT(find(diagnoses, "balance").detail, HasSubstr("12.34 USD"));
  EXPECT_THAT(find(diagnoses, "webhook URL").detail, HasSubstr("https://bot.example.com/webhook"));
  EXPECT_THAT(context_.http().unexpected(), IsEmpty());
}

TEST_F(Examination, ReportsRefusedCredentials) {
  make(own_number());
  answer_account(401, kRefused);
  answer(account() + "/Balance.json", 401, kRefused);
  const auto diagnoses = look();
  const Diagnosis finding = find(diagnoses, "credentials");
  EXPECT_EQ(finding.level, Level::fail);
  EXPECT_THAT(finding.detail, HasSubstr("20003"));
  EXPECT_THAT(finding.advice, HasSubstr("primary token"));
  EXPECT_THAT(finding.detail, Not(HasSubstr(kTestToken)));
}

TEST_F(Examination, UsesTheTokenForTheAccountAndTheApiKeyForTheRest) {
  const std::string key = "SK" + std::string(32, '2');
  make(own_number().text("api_key_sid", key).secret("api_key_secret", "key-secret"));
  answer_account();
  answer(account() + "/Balance.json", 401, kRefused);
  answer_senders({{"callback_url", "https://bot.example.com/webhook"}});
  const auto diagnoses = look();
  EXPECT_NE(header_of(context_.http().request(0), "Authorization"),
            header_of(context_.http().request(1), "Authorization"));
  // The first finding is about Meta's terms.
  EXPECT_EQ(diagnoses[1].level, Level::ok) << diagnoses[1].detail;
  EXPECT_EQ(diagnoses[2].level, Level::fail);
  EXPECT_THAT(diagnoses[2].detail, HasSubstr("API key"));
}

TEST_F(Examination, NamesBothUrlsIfTwilioCallsAnotherOne) {
  make(own_number());
  answer_account();
  answer_balance();
  answer_senders({{"callback_url", "https://user:secret@old.example.com/webhook"}});
  const Diagnosis finding = find(look(), "webhook URL");
  EXPECT_EQ(finding.level, Level::fail);
  EXPECT_THAT(finding.detail, HasSubstr("https://old.example.com/webhook"));
  EXPECT_THAT(finding.detail, HasSubstr("https://bot.example.com/webhook"));
  EXPECT_THAT(finding.detail, Not(HasSubstr("secret")));
}

TEST_F(Examination, ReportsASenderWithoutAWebhookOrOffline) {
  make(own_number());
  answer_account();
  answer_balance();
  answer_senders(nullptr);
  EXPECT_THAT(find(look(), "webhook URL").detail, HasSubstr("has none"));
  answer_account();
  answer_balance();
  answer_senders({{"callback_url", "https://bot.example.com/webhook"}}, "OFFLINE");
  EXPECT_EQ(find(look(), "sender").level, Level::warn);
}

TEST_F(Examination, FailsANumberThatIsNoSenderOfTheAccount) {
  make(test_settings().text("from", "+14155550177"));
  answer_account();
  answer_balance();
  answer_senders({});
  EXPECT_EQ(find(look(), "sender").level, Level::fail);
}

TEST_F(Examination, WarnsIfTheWebhookCannotBeRead) {
  make(own_number());
  answer_account();
  answer_balance();
  answer("https://messaging.twilio.com/v2/Channels/Senders", 403, {{"code", 20403}});
  const Diagnosis finding = find(look(), "webhook URL");
  EXPECT_EQ(finding.level, Level::warn);
  EXPECT_THAT(finding.advice, HasSubstr("yourself"));
}

TEST_F(Examination, AsksTheMessagingServiceAndItsSender) {
  const std::string service = "MG" + std::string(32, '3');
  make(own_number().text("messaging_service_sid", service));
  const std::string url = "https://messaging.twilio.com/v1/Services/" + service;
  answer_account();
  answer_balance();
  answer(url, 200,
         {{"inbound_request_url", "https://bot.example.com/webhook"},
          {"use_inbound_webhook_on_number", false}});
  EXPECT_EQ(find(look(), "webhook URL").level, Level::ok);
  answer_account();
  answer_balance();
  answer(url, 200, {{"inbound_request_url", nullptr}, {"use_inbound_webhook_on_number", true}});
  answer_senders({{"callback_url", "https://other.example.com/"}});
  EXPECT_EQ(find(look(), "webhook URL").level, Level::fail);
  answer_account();
  answer_balance();
  answer(url, 404, {{"code", 20404}});
  EXPECT_EQ(find(look(), "messaging service").level, Level::fail);
}

TEST_F(Examination, WarnsOfTheSandboxAndDoesNotAskForIt) {
  make(test_settings());
  answer_account();
  answer_balance();
  const Diagnosis finding = find(look(), "sender");
  EXPECT_EQ(finding.level, Level::warn);
  EXPECT_THAT(finding.advice, HasSubstr("https://bot.example.com/webhook"));
  EXPECT_THAT(context_.http().unexpected(), IsEmpty());
}

TEST_F(Examination, FailsWithoutAPublicUrlAndWarnsOfPlainHttp) {
  make(own_number(), "");
  answer_account();
  answer_balance();
  EXPECT_EQ(find(look(), "webhook URL").level, Level::fail);
  make(own_number(), "http://bot.example.com");
  answer_account();
  answer_balance();
  answer_senders({{"callback_url", "http://bot.example.com/webhook"}});
  EXPECT_EQ(find(look(), "webhook URL").level, Level::warn);
}

TEST_F(Examination, WarnsOfATrialAndAnEmptyBalanceAndFailsASuspension) {
  make(test_settings());
  answer_account(200, {{"status", "active"}, {"type", "Trial"}});
  answer_balance("-0.02");
  const auto diagnoses = look();
  EXPECT_EQ(find(diagnoses, "credentials").level, Level::warn);
  EXPECT_EQ(find(diagnoses, "balance").level, Level::warn);
  answer_account(200, {{"status", "suspended"}, {"type", "Full"}});
  answer_balance();
  EXPECT_EQ(find(look(), "credentials").level, Level::fail);
}

TEST_F(Examination, StopsAfterANetworkFailure) {
  make(own_number());
  context_.http().fail(error(ErrorKind::unavailable, "cannot find api.twilio.com"));
  const auto diagnoses = look();
  EXPECT_EQ(find(diagnoses, "Twilio").level, Level::fail);
  EXPECT_EQ(context_.http().requests().size(), 1U);
}

TEST_F(Examination, SurvivesMalformedAnswers) {
  make(own_number());
  answer_account();
  answer(account() + "/Balance.json", 200, json::array());
  answer("https://messaging.twilio.com/v2/Channels/Senders", 200, {{"senders", "none"}});
  EXPECT_EQ(find(look(), "sender").level, Level::fail);
  context_.http().reply(200, "<html>", "text/html");
  context_.http().reply(200, "<html>", "text/html");
  context_.http().reply(200, "<html>", "text/html");
  EXPECT_EQ(find(look(), "credentials").level, Level::fail);
}

}  // namespace
}  // namespace yak::twilio
