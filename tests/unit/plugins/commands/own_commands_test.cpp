// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "talk.hpp"

namespace yak::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(OwnCommands, HelpListsTheCommandsThatTheUserMayRun) {
  Talk talk;
  const std::string user = talk.hear(kUser, "/help");
  for (const char* name : {"/help", "/status", "/whoami", "/stop", "/usage"}) {
    EXPECT_THAT(user, HasSubstr(std::string("\n") + name + ": "));
  }
  EXPECT_THAT(user, HasSubstr("\n/model [list | NAME | NUMBER | default]: "));
  EXPECT_THAT(user, Not(HasSubstr("/reload")));
  const std::string admin = talk.hear(kAdmin, "/help");
  for (const char* name : {"/reload", "/models", "/credits"}) {
    EXPECT_THAT(admin, HasSubstr(std::string("\n") + name + ": "));
  }
}

TEST(OwnCommands, WhoamiSaysUserAndRole) {
  Talk talk;
  EXPECT_EQ(talk.hear(kUser, "/whoami"), "You are whatsapp:+15550000002, a user.");
  EXPECT_EQ(talk.hear(kAdmin, "/whoami"), "You are whatsapp:+15550000001, an administrator.");
}

TEST(OwnCommands, StatusShowsAdministratorsMore) {
  Talk talk;
  talk.context.daemon().version_text = "1.2.3";
  talk.context.daemon().status_lines = {{"uptime", "3 hours"}};
  talk.context.conversations().set_backlog({"whatsapp", kUser}, 2);
  EXPECT_EQ(talk.hear(kUser, "/status"),
            "Yak 1.2.3\nModel: fake/one\nWaiting for an answer here: 2 messages");
  EXPECT_THAT(talk.hear(kAdmin, "/status"), HasSubstr("\nuptime: 3 hours"));
}

TEST(OwnCommands, StopReportsHowManyMessagesItEnded) {
  Talk talk;
  EXPECT_EQ(talk.hear(kUser, "/stop"), "There was nothing to stop.");
  talk.context.conversations().set_backlog({"whatsapp", kUser}, 1);
  EXPECT_EQ(talk.hear(kUser, "/stop"), "Stopped. 1 message was cancelled.");
  talk.context.conversations().set_backlog({"whatsapp", kUser}, 3);
  EXPECT_EQ(talk.hear(kUser, "/stop"), "Stopped. 3 messages were cancelled.");
}

TEST(OwnCommands, AModelIsChosenForOneUserOnly) {
  Talk talk;
  EXPECT_EQ(talk.hear(kUser, "/model"),
            "Your model is fake/one (the default). /model list shows the others.");
  EXPECT_EQ(talk.hear(kUser, "/model 2"), "Your model is now fake/two.");
  EXPECT_EQ(talk.hear(kUser, "/model"), "Your model is fake/two. /model list shows the others.");
  EXPECT_THAT(talk.hear(kAdmin, "/model"), HasSubstr("fake/one"));
  EXPECT_EQ(talk.hear(kUser, "/model first"), "Your model is now fake/one.");
  EXPECT_EQ(talk.hear(kUser, "model: fake/two"), "Your model is now fake/two.");
  EXPECT_EQ(talk.hear(kUser, "/model DEFAULT"), "Your model is fake/one again, the default.");
}

TEST(OwnCommands, ModelListIsNumberedAndMarked) {
  Talk talk;
  talk.hear(kUser, "/model fake/two");
  EXPECT_EQ(talk.hear(kUser, "/model list"),
            "Models:\n1. fake/one, first (default)\n2. fake/two ← yours\n"
            "Choose with /model and a name or number.");
}

TEST(OwnCommands, AnUnlistedModelIsRefusedWithTheList) {
  Talk talk;
  const std::string words = talk.hear(kUser, "/model gpt-99");
  EXPECT_THAT(words, HasSubstr("'gpt-99' is not a model that you can choose."));
  EXPECT_THAT(words, HasSubstr("\n2. fake/two"));
  EXPECT_EQ(talk.context.models().choice("whatsapp:+15550000002"), std::nullopt);
}

TEST(OwnCommands, ALongModelListIsCut) {
  Talk talk;
  auto& entries = talk.context.models().entries;
  entries.clear();
  for (int i = 0; i < 60; ++i) {
    ModelEntry entry;
    entry.name = "fake/" + std::to_string(i);
    entries.push_back(std::move(entry));
  }
  EXPECT_THAT(talk.hear(kUser, "/model list"), HasSubstr("\n50. fake/49\n… and 10 more"));
}

TEST(OwnCommands, UsageCountsOnlyTheUsersOwn) {
  Talk talk;
  Batch batch;
  for (const char* user : {"whatsapp:+15550000002", "whatsapp:+15550000001"}) {
    UsageRow row;
    row.user = user;
    row.model = "fake/one";
    row.day = day_of(talk.context.clock().now());
    row.messages = 2;
    row.prompt_tokens = 100;
    row.cost_nano_usd = 1'000'000;
    row.unpriced_messages = 1;
    batch.usage.push_back(std::move(row));
  }
  talk.context.store().apply(batch);
  EXPECT_THAT(talk.hear(kUser, "/usage"),
              HasSubstr("Today (UTC): 2 messages, 100 tokens, $0.0010 and unknown for 1 message"));
  talk.context.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_THAT(talk.hear(kUser, "/usage"), HasSubstr("did not work"));
}

TEST(OwnCommands, AdministratorsSeeModelsAndCredits) {
  Talk talk;
  EXPECT_EQ(talk.hear(kAdmin, "/credits"), "No channel or provider reports its credits.");
  talk.context.daemon().credit_lines = {"a", "b"};
  EXPECT_EQ(talk.hear(kAdmin, "/credits"), "a\nb");
  talk.context.models().served_names = {"fake/one", "fake/three"};
  EXPECT_EQ(talk.hear(kAdmin, "/models"), "Models that the providers serve:\nfake/one\nfake/three");
  talk.context.daemon().reload_outcome = error(ErrorKind::invalid, "yak.yaml:3:1: wrong");
  EXPECT_EQ(talk.hear(kAdmin, "/reload"), "yak.yaml:3:1: wrong");
}

}  // namespace
}  // namespace yak::commands
