// SPDX-License-Identifier: Apache-2.0
#include "commands/commands_middleware.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commands/parser.hpp"
#include "talk.hpp"

namespace yak::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

task<result<std::string>> succeed(std::string words) { co_return words; }
task<result<std::string>> fail(ErrorKind kind) { co_return error(kind, "the reason"); }

TEST(CommandsMiddleware, AnswersACommandWithoutTheModel) {
  Talk talk;
  const Turn turn = talk.say(kUser, "/whoami");
  EXPECT_FALSE(talk.asked_model);
  EXPECT_EQ(turn.result, TurnResult::command);
  ASSERT_EQ(turn.reply.parts.size(), 1U);
  EXPECT_EQ(turn.reply.parts[0].markup, Markup::plain);
  EXPECT_TRUE(turn.writes.empty());
}

TEST(CommandsMiddleware, PassesEverythingElseOn) {
  Talk talk;
  for (const char* text : {"hello", "/usr/bin is a path", "stop", "model: T is a car"}) {
    Turn turn = talk.say(kUser, text);
    EXPECT_TRUE(talk.asked_model) << text;
    EXPECT_EQ(turn.result, TurnResult::answered) << text;
    EXPECT_FALSE(talk.layer().passes_queue(turn)) << text;
  }
}

TEST(CommandsMiddleware, CommandsPassTheQueueWhetherTheyExistOrNot) {
  Talk talk;
  for (const char* text : {"/stop", " /STOP ", "/stopwatch", "billing", "model: x"}) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", kUser, text));
    EXPECT_TRUE(talk.layer().passes_queue(turn)) << text;
    EXPECT_TRUE(turn.command) << text;
  }
}

TEST(CommandsMiddleware, ReadsOnlyTheRawText) {
  Talk talk;
  Message message = testing::message_of("whatsapp", kUser, "what does this do?");
  message.text = "/stop";
  Turn turn = testing::turn_of(message);
  EXPECT_FALSE(talk.layer().passes_queue(turn));
  testing::FakeNext next;
  ASSERT_TRUE(talk.context.run(talk.layer().handle(turn, next)));
  EXPECT_EQ(next.calls(), 1);
}

TEST(CommandsMiddleware, MarksAdministratorsForLaterLayers) {
  Talk talk;
  EXPECT_EQ(talk.say(kAdmin, "hello").privilege, Privilege::admin);
  EXPECT_EQ(talk.say(kAdmin, "/help").privilege, Privilege::admin);
  EXPECT_EQ(talk.say(kUser, "hello").privilege, Privilege::user);
}

TEST(CommandsMiddleware, SuggestsACommandForAnUnknownOne) {
  Talk talk;
  EXPECT_EQ(talk.hear(kUser, "/stopwatch"),
            "Unknown command /stopwatch. Did you mean /stop? /help lists all commands.");
  EXPECT_EQ(talk.hear(kUser, "/zzz"), "Unknown command /zzz. /help lists all commands.");
  EXPECT_EQ(talk.hear(kUser, "/reloda"), "Unknown command /reloda. /help lists all commands.");
  EXPECT_THAT(talk.hear(kAdmin, "/reloda"), HasSubstr("/reload?"));
  EXPECT_FALSE(talk.asked_model);
}

TEST(CommandsMiddleware, KeepsAdministratorsCommandsFromUsers) {
  Talk talk;
  EXPECT_EQ(talk.hear(kUser, "/reload"), "Only administrators may use /reload.");
  EXPECT_EQ(talk.context.daemon().reloads, 0);
  EXPECT_EQ(talk.hear(kAdmin, "/reload"), "Reloaded.");
  EXPECT_EQ(talk.context.daemon().reloads, 1);
}

TEST(CommandsMiddleware, RunsCommandsThatOtherPluginsAdd) {
  Talk talk;
  Command ping("ping", "answers.",
               [](Turn&, std::string argument) { return succeed("pong " + argument); });
  ping.aliases = {"p"};
  ASSERT_TRUE(talk.context.commands().add(std::move(ping)));
  EXPECT_EQ(talk.hear(kUser, "/PING: a  b "), "pong a  b");
  EXPECT_EQ(talk.hear(kUser, "/p@bot"), "pong ");
}

TEST(CommandsMiddleware, ShowsAFailureOnlyIfItIsMeantForTheUser) {
  Talk talk;
  for (const ErrorKind kind : {ErrorKind::invalid, ErrorKind::not_found, ErrorKind::unavailable,
                               ErrorKind::internal, ErrorKind::forbidden}) {
    const std::string name = std::string(to_string(kind)).substr(0, 5);
    ASSERT_TRUE(talk.context.commands().add(
        Command("x" + name, "fails.", [kind](Turn&, std::string) { return fail(kind); })));
    const std::string words = talk.hear(kUser, "/x" + name);
    if (kind == ErrorKind::invalid || kind == ErrorKind::not_found) {
      EXPECT_EQ(words, "the reason");
      EXPECT_FALSE(talk.context.log().contains("the reason"));
    } else {
      EXPECT_THAT(words, HasSubstr("did not work just now"));
      EXPECT_THAT(words, Not(HasSubstr("the reason")));
      EXPECT_TRUE(talk.context.log().contains("the reason"));
    }
  }
}

TEST(CommandsMiddleware, RefusesAnOverlongArgument) {
  Talk talk;
  EXPECT_THAT(talk.hear(kUser, "/model " + std::string(kMaxArgument + 1, 'a')),
              HasSubstr("at most 256 bytes"));
}

TEST(CommandsMiddleware, BillingShowsCreditsToAdministratorsAndUsageToUsers) {
  Talk talk;
  talk.context.daemon().credit_lines = {"Twilio balance: 12.34 USD"};
  EXPECT_EQ(talk.hear(kAdmin, "Billing"), "Twilio balance: 12.34 USD");
  EXPECT_THAT(talk.hear(kUser, "billing"), HasSubstr("Last 30 days"));
}

TEST(CommandsMiddleware, ASecondInstanceIsRefused) {
  Talk talk;
  const auto again = make_middleware(talk.context, talk.context.commands(),
                                     testing::SettingsBuilder(schema()).build());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

}  // namespace
}  // namespace yak::commands
