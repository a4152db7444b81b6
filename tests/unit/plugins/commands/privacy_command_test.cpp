// SPDX-License-Identifier: Apache-2.0
#include "commands/privacy_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commands/privacy_text.hpp"
#include "talk.hpp"

namespace yak::commands {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Stores one answered message of the user's, with a model choice and usage.
void live_once(Talk& talk, const std::string& sender, const std::string& words) {
  testing::FakeStore& store = talk.context.store();
  Message message = testing::message_of("whatsapp", sender, words);
  message.external_id = "SM" + words;
  TurnCommit commit;
  commit.message = talk.context.run(store.accept(message)).value().id;
  Delivery answer;
  answer.channel = "whatsapp";
  answer.peer = sender;
  answer.content.text = "answer to " + words;
  commit.deliveries.push_back(answer);
  const std::string user = "whatsapp:" + sender;
  commit.writes.appends.push_back({{"whatsapp", sender}, {Role::user, words, WallTime{}}});
  store.kv("model_choice")->put_with(commit.writes, user, "fake/two").value();
  UsageRow usage;
  usage.user = user;
  usage.model = "fake/two";
  usage.messages = 1;
  usage.prompt_tokens = 1'200;
  commit.writes.usage.push_back(usage);
  talk.context.run(store.commit(commit)).value();
}

TEST(PrivacyCommand, DescribesStoredDataRetentionAndRecipients) {
  Talk talk;
  live_once(talk, kUser, "lighthouse");
  const std::string words = talk.hear(kUser, "/privacy");
  EXPECT_THAT(words, AllOf(HasSubstr("1 message of yours and 1 answer, for up to 30 days"),
                           HasSubstr("1 line of conversation"), HasSubstr("1 setting"),
                           HasSubstr("are sent to fake/"), HasSubstr("/privacy erase")));
  EXPECT_THAT(words, Not(HasSubstr("lighthouse")));
  EXPECT_THAT(talk.hear(kUser, "/privacy everything"), HasSubstr("/privacy export"));
}

TEST(PrivacyCommand, ExportsOnlyTheUsersOwnData) {
  Talk talk;
  live_once(talk, kUser, "lighthouse");
  live_once(talk, kAdmin, "harbour");
  EXPECT_THAT(talk.hear(kUser, "/privacy export"),
              AllOf(HasSubstr("you: lighthouse"), HasSubstr("bot: answer to lighthouse"),
                    HasSubstr("model_choice: fake/two"), HasSubstr("1,200 tokens"),
                    Not(HasSubstr("harbour"))));
}

TEST(PrivacyCommand, ErasesAfterAConfirmationOnly) {
  Talk talk;
  live_once(talk, kUser, "lighthouse");
  live_once(talk, kAdmin, "harbour");
  EXPECT_THAT(talk.hear(kUser, "/privacy erase"), HasSubstr("send: /privacy erase yes"));
  EXPECT_THAT(talk.hear(kUser, "/privacy export"), HasSubstr("lighthouse"));
  EXPECT_THAT(talk.hear(kUser, "/privacy  Erase YES"),
              AllOf(HasSubstr("Erased: 1 message of yours, 1 answer, 1 line of conversation, 1 "
                              "setting and 1 record of usage"),
                    HasSubstr("What stays")));
  EXPECT_THAT(talk.hear(kUser, "/privacy export"), Not(HasSubstr("lighthouse")));
  EXPECT_THAT(talk.hear(kAdmin, "/privacy export"), HasSubstr("harbour"));
}

TEST(PrivacyText, AnExcerptShowsTheNewestLinesAndCountsTheRest) {
  PersonPage page;
  for (int i = 0; i < 40; ++i) {
    PersonPage::Received& received = page.messages.emplace_back();
    received.message.received_at = WallTime(std::chrono::minutes(2 * i));
    received.message.raw_text = "question " + std::to_string(i) + std::string(200, '.');
    Delivery& answer = page.deliveries.emplace_back();
    answer.created_at = WallTime(std::chrono::minutes(2 * i + 1));
    answer.content.text = "reply " + std::to_string(i) + std::string(200, '.');
  }
  PersonExcerpt excerpt;
  excerpt.add(page);
  const std::string text = excerpt.text("whatsapp:+1");
  EXPECT_LT(text.size(), 2 * PersonExcerpt::kMaxText);
  EXPECT_THAT(text, AllOf(HasSubstr("question 39"), HasSubstr("reply 39"),
                          Not(HasSubstr("question 1.")), HasSubstr("older ones are left out")));
  EXPECT_LT(text.find("question 39"), text.find("reply 39"));
}

TEST(PrivacyText, SaysThatAMemoryStoreForgetsAtARestart) {
  EXPECT_THAT(kept_text("whatsapp:+1", {}, {false, std::nullopt}, "m"),
              HasSubstr("until the bot is restarted"));
}

}  // namespace
}  // namespace yak::commands
