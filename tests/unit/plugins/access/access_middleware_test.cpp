// SPDX-License-Identifier: Apache-2.0
#include "access/access_middleware.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::access {
namespace {

constexpr const char* kBoss = "+15550000001";

class Access : public ::testing::Test {
 protected:
  void build(const std::string& reply = {}) {
    testing::SettingsBuilder settings(schema());
    if (!reply.empty()) settings.text("refusal_reply", reply);
    layer_ = make_middleware(context_, context_.commands(), settings.build()).value();
  }

  /// Runs a command as an administrator, through the commands layer's registry.
  std::string command(const std::string& name, const std::string& argument) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", kBoss, "/" + name));
    const auto outcome = context_.run(context_.commands().call(turn, name, argument));
    return outcome ? *outcome : outcome.error().message;
  }

  testing::FakeContext context_{"access"};
  std::unique_ptr<Middleware> layer_;
};

TEST_F(Access, PassesAdmittedMessagesOn) {
  build();
  Turn turn = testing::turn_of(testing::message_of("whatsapp", "+15550000002", "hello"));
  testing::FakeNext next;
  EXPECT_TRUE(context_.run(layer_->handle(turn, next)));
  EXPECT_EQ(next.calls(), 1);
}

TEST_F(Access, AllowAndDenyRecordARuling) {
  build();
  EXPECT_EQ(command("allow", "K7Q2"), "K7Q2 on whatsapp may write now.");
  EXPECT_EQ(command("deny", "+15550000002"), "+15550000002 on whatsapp may not write any more.");
  const auto& rulings = context_.fake_admission().rulings;
  ASSERT_EQ(rulings.size(), 2U);
  EXPECT_EQ(rulings[0].ruling, Ruling::allow);
  EXPECT_EQ(rulings[0].whom, "K7Q2");
  EXPECT_EQ(rulings[1].ruling, Ruling::deny);
  EXPECT_EQ(rulings[1].by, std::string("whatsapp:") + kBoss);
}

TEST_F(Access, AFailureIsASentence) {
  build();
  context_.fake_admission().failure = error(ErrorKind::not_found, "there is no code K7Q2");
  EXPECT_EQ(command("allow", "K7Q2"), "There is no code K7Q2.");
  context_.fake_admission().failure =
      error(ErrorKind::not_found, "no channel 'x'; did you mean 'y'?");
  EXPECT_EQ(command("deny", "x:1"), "No channel 'x'; did you mean 'y'?");
}

TEST_F(Access, ProvidesTheConfiguredRefusalReply) {
  build("This bot is private.");
  EXPECT_EQ(layer_->refusal_reply(Message()), "This bot is private.");
  testing::FakeContext other("access");
  const auto silent =
      make_middleware(other, other.commands(), testing::SettingsBuilder(schema()).build()).value();
  EXPECT_EQ(silent->refusal_reply(Message()), "");
}

TEST_F(Access, CommandsAreForAdministrators) {
  build();
  for (const char* name : {"allow", "deny"}) {
    ASSERT_NE(context_.commands().find(name), nullptr);
    EXPECT_EQ(context_.commands().find(name)->privilege, Privilege::admin);
  }
}

}  // namespace
}  // namespace yak::access
