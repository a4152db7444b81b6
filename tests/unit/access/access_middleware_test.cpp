#include "access/access_middleware.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::access {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* kFriend = "+15550000001";
constexpr const char* kStranger = "+15550000002";

class Access : public ::testing::Test {
 protected:
  void build(const std::string& reply = {}) {
    context_.set_channels({{"whatsapp", "twilio_whatsapp", {kFriend}}});
    layer_ = make(context_, reply);
  }

  static std::unique_ptr<Middleware> make(testing::FakeContext& context, const std::string& reply) {
    testing::SettingsBuilder settings(schema());
    if (!reply.empty()) settings.text("refusal_reply", reply);
    auto layer = make_middleware(context, settings.build()).value();
    EXPECT_TRUE(context.run(layer->start()));
    return layer;
  }

  Turn say(const std::string& sender) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", sender, "hello"));
    testing::FakeNext next;
    EXPECT_TRUE(context_.run(layer_->handle(turn, next)));
    EXPECT_EQ(next.calls() == 1, turn.result == TurnResult::answered);
    return turn;
  }

  /// As an administrator, through the commands layer's registry.
  std::string command(const std::string& name, const std::string& argument) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", kFriend, "/" + name));
    const auto outcome = context_.run(context_.commands().call(turn, name, argument));
    return outcome ? *outcome : "failed: " + outcome.error().message;
  }

  testing::FakeContext context_{"access"};
  std::unique_ptr<Middleware> layer_;
};

TEST_F(Access, RefusesStrangersInSilence) {
  build();
  EXPECT_EQ(say(kFriend).result, TurnResult::answered);
  const Turn refused = say(kStranger);
  EXPECT_EQ(refused.result, TurnResult::refused);
  EXPECT_TRUE(refused.reply.empty());
  EXPECT_EQ(context_.metrics().value("yak_access_refused_total"), 1);
}

TEST_F(Access, TheLogSaysOnceAnHourHowToAdmit) {
  build();
  for (int i = 0; i < 5; ++i) say(kStranger);
  ASSERT_EQ(context_.log().lines().size(), 1U);
  EXPECT_EQ(context_.log().lines()[0].text(),
            "refused whatsapp:+15550000002: to admit, send '/allow whatsapp:+15550000002' as an "
            "administrator or add '+15550000002' to channels.whatsapp.allow_from");
  context_.clock().advance(1h);
  say(kStranger);
  EXPECT_EQ(context_.log().lines().size(), 2U);
  EXPECT_EQ(context_.metrics().value("yak_access_refused_total"), 6);
}

TEST_F(Access, ARefusalReplyIsSentOnceADay) {
  build("This bot is private.");
  const Turn first = say(kStranger);
  ASSERT_EQ(first.reply.parts.size(), 1U);
  EXPECT_EQ(first.reply.parts[0].text, "This bot is private.");
  EXPECT_EQ(first.result, TurnResult::refused);
  EXPECT_TRUE(say(kStranger).reply.empty());
  context_.clock().advance(24h);
  EXPECT_FALSE(say(kStranger).reply.empty());
}

TEST_F(Access, AllowAndDenyTakeEffectAtOnceAndPersist) {
  build();
  EXPECT_EQ(command("allow", "+1 555 000-0002"), "+1 555 000-0002 on whatsapp may write now.");
  EXPECT_EQ(say(kStranger).result, TurnResult::answered);
  EXPECT_EQ(context_.store().value("access", "whatsapp:15550000002"), "allow");
  EXPECT_EQ(command("deny", "whatsapp:+15550000002"),
            "+15550000002 on whatsapp may not write any more.");
  EXPECT_EQ(say(kStranger).result, TurnResult::refused);
  EXPECT_EQ(context_.store().value("access", "whatsapp:15550000002"), "deny");
}

TEST_F(Access, RulingsAreReadAtStart) {
  context_.store().put("access", "whatsapp:15550000002", "allow");
  context_.store().put("access", "whatsapp:15550000001", "deny");
  context_.store().put("access", "whatsapp:15550000003", "nonsense");
  build();
  EXPECT_EQ(say(kStranger).result, TurnResult::answered);
  EXPECT_EQ(say(kFriend).result, TurnResult::refused);
  EXPECT_EQ(say("+15550000003").result, TurnResult::refused);
}

TEST_F(Access, ARulingThatCannotBeWrittenChangesNothing) {
  build();
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(command("allow", kStranger), "failed: disk full");
  context_.store().fail_with(std::nullopt);
  EXPECT_EQ(say(kStranger).result, TurnResult::refused);
}

TEST_F(Access, NobodyShutsThemselvesOut) {
  build();
  EXPECT_THAT(command("deny", "whatsapp:+1 (555) 000 0001"), HasSubstr("yourself out"));
  EXPECT_EQ(say(kFriend).result, TurnResult::answered);
}

TEST_F(Access, CommandsAreForAdministrators) {
  build();
  for (const char* name : {"allow", "deny"}) {
    ASSERT_NE(context_.commands().find(name), nullptr);
    EXPECT_EQ(context_.commands().find(name)->privilege, Privilege::admin);
  }
}

TEST_F(Access, AStoreThatCannotBeReadKeepsItFromStarting) {
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  auto layer = make_middleware(context_, testing::SettingsBuilder(schema()).build()).value();
  EXPECT_FALSE(context_.run(layer->start()));
}

}  // namespace
}  // namespace yak::access
