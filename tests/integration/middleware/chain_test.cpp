// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "access/access_middleware.hpp"
#include "commands/commands_middleware.hpp"
#include "conversation/admission/admission_control.hpp"
#include "conversation/turns/pipeline.hpp"
#include "history/history_middleware.hpp"
#include "rate_limit/rate_limit_middleware.hpp"
#include "unit/conversation/turns/function_end.hpp"
#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kAdmin = "+15550000001";
constexpr const char* kUser = "+15550000002";
constexpr const char* kStranger = "+15550000003";

/// The four layers in the order of the default configuration, around a model that answers with the
/// number of lines in its context.
class Chain : public ::testing::Test {
 protected:
  Chain() {
    context_.set_admission(admission_);
    EXPECT_TRUE(context_.run(admission_.load()));
    testing::SettingsBuilder commands(commands::schema());
    commands.texts("admins", {read_user(std::string("whatsapp:") + kAdmin, channels_)->key()});
    testing::SettingsBuilder limits(rate_limit::schema());
    limits.rate("per_user", Rate{20, 1min});
    CommandRegistry& registry = context_.commands();
    add("access", access::make_middleware(context_, registry, defaults(access::schema())));
    add("commands", commands::make_middleware(context_, registry, commands.build()));
    add("rate_limit", rate_limit::make_middleware(context_, limits.build()));
    add("history", history::make_middleware(context_, registry, defaults(history::schema())));
    pipeline_ = std::make_unique<conversation::Pipeline>(
        layers_, std::make_unique<testing::FunctionEnd>(&Chain::model), context_.clock(),
        context_.log(), conversation::AllowList(channels_, {}));
  }

  static Settings defaults(Schema schema) {
    return testing::SettingsBuilder(std::move(schema)).build();
  }

  void add(const char* name, result<std::unique_ptr<Middleware>> made) {
    owned_.push_back(std::move(made).value());
    layers_.push_back({name, owned_.back().get(), name, "middleware[0]"});
    EXPECT_TRUE(context_.run(owned_.back()->start()));
  }

  static task<result<void>> model(Turn& turn) {
    Completion completion;
    completion.text = "shown " + std::to_string(turn.context.size());
    turn.reply.add(completion.text, Markup::markdown);
    turn.completion = std::move(completion);
    turn.result = TurnResult::answered;
    co_return result<void>();
  }

  /// The text of the reply; empty when there is none.
  std::string say(const std::string& sender, const std::string& text) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", sender, text));
    turn.message.received_at = context_.clock().now();
    if (admission_.admits(pipeline_->people(), turn)) {
      (void)pipeline_->passes_queue(turn);
      EXPECT_TRUE(context_.run(pipeline_->run(turn)));
    } else {
      admission_.refuse(pipeline_->people(), pipeline_->refusal_reply(turn.message), turn);
    }
    context_.store().apply(turn.writes);
    turn.after_commit.tell(true);
    result_ = turn.result;
    return turn.reply.empty() ? std::string() : turn.reply.parts.front().text;
  }

  const std::vector<ChannelInfo> channels_{
      {"whatsapp", "twilio_whatsapp", {kAdmin, kUser}, {&phone_address}}};
  testing::FakeContext context_{"chain"};
  conversation::AdmissionControl admission_{{context_.store(), context_.clock(), context_.random(),
                                             context_.log(), context_.metrics(),
                                             [this] { return channels_; }}};
  std::vector<std::unique_ptr<Middleware>> owned_;
  std::vector<conversation::Pipeline::Layer> layers_;
  std::unique_ptr<conversation::Pipeline> pipeline_;
  TurnResult result_ = TurnResult::unanswered;
};

TEST_F(Chain, TalksRememberAndBeginAnew) {
  EXPECT_EQ(say(kUser, "one"), "shown 0");
  EXPECT_EQ(say(kUser, "two"), "shown 2");
  EXPECT_EQ(say(kAdmin, "one"), "shown 0");
  EXPECT_THAT(say(kUser, "/history"), HasSubstr("4 messages are remembered"));
  EXPECT_THAT(say(kUser, "/new"), HasSubstr("A new conversation begins"));
  EXPECT_EQ(say(kUser, "three"), "shown 0");
}

TEST_F(Chain, StrangersGetNoWordNotEvenFromCommands) {
  for (const char* text : {"hello", "/help", "/allow +15550000003", "/stopwatch"}) {
    EXPECT_THAT(say(kStranger, text), IsEmpty()) << text;
    EXPECT_EQ(result_, TurnResult::refused) << text;
  }
}

TEST_F(Chain, AnAdministratorAdmitsAStrangerAsTheLogSays) {
  say(kStranger, "hello");
  const std::string line = context_.log().lines().front().text();
  const std::size_t begin = line.find('\'') + 1;
  const std::string command = line.substr(begin, line.find('\'', begin) - begin);
  EXPECT_EQ(command, "/allow A2A2");
  EXPECT_THAT(say(kUser, command), HasSubstr("Only administrators"));
  EXPECT_THAT(say(kAdmin, command), HasSubstr("may write now"));
  EXPECT_EQ(say(kStranger, "hello"), "shown 0");
}

TEST_F(Chain, TheTwentyFirstMessageInAMinuteIsToldToWaitAndCommandsAreNot) {
  for (int i = 0; i < 20; ++i) EXPECT_THAT(say(kUser, "hello"), HasSubstr("shown")) << i;
  EXPECT_THAT(say(kUser, "hello"), HasSubstr("Please try again in 1 minute."));
  EXPECT_EQ(result_, TurnResult::refused);
  EXPECT_THAT(say(kUser, "hello"), IsEmpty());
  EXPECT_THAT(say(kUser, "/whoami"), HasSubstr("a user"));
  EXPECT_THAT(say(kAdmin, "hello"), HasSubstr("shown"));
  context_.clock().advance(1min);
  EXPECT_EQ(say(kUser, "hello"), "shown 20") << "what was refused is not remembered";
}

TEST_F(Chain, HelpListsTheCommandsOfAllLayers) {
  const std::string help = say(kAdmin, "/help");
  for (const char* name : {"/allow", "/credits", "/deny", "/help", "/history", "/model", "/models",
                           "/new", "/reload", "/status", "/stop", "/usage", "/whoami"}) {
    EXPECT_THAT(help, HasSubstr(std::string("\n") + name));
  }
  EXPECT_THAT(help, HasSubstr("Also /reset."));
}

}  // namespace
}  // namespace yak
