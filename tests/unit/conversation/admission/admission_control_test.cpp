// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/admission_control.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kFriend = "+15550000001";
constexpr const char* kStranger = "+15550000002";

/// Address rule: a stable id is kept as it is, anything else is read as a phone number.
result<std::string> stable_or_phone(std::string_view written) {
  if (written.starts_with("US.")) return std::string(written);
  return phone_address(written);
}

class AdmissionControlTest : public ::testing::Test {
 protected:
  AdmissionControlTest() { restart(); }

  /// Replaces the control with a new one on the same store, as a restarted process would.
  void restart() {
    control_ = std::make_unique<AdmissionControl>(
        AdmissionControl::Dependencies{context_.store(), context_.clock(), random_, context_.log(),
                                       context_.metrics(), [this] { return channels_; }});
    EXPECT_TRUE(context_.run(control_->load()));
  }

  [[nodiscard]] AllowList list() const { return {channels_, named_}; }

  /// Admits or refuses a message of `sender` and commits the turn's writes.
  Turn say(const std::string& sender, std::vector<std::string> aliases = {},
           const std::string& channel = "whatsapp") {
    Turn turn = testing::turn_of(testing::message_of(channel, sender, "hello"));
    turn.message.aliases = std::move(aliases);
    turn.message.sender_name = "Ann";
    if (control_->admits(list(), turn)) {
      turn.result = TurnResult::answered;
    } else {
      control_->refuse(list(), words_, turn);
    }
    context_.store().apply(turn.writes);
    turn.after_commit.tell(true);
    return turn;
  }

  bool served(const std::string& sender, std::vector<std::string> aliases = {}) {
    return say(sender, std::move(aliases)).result == TurnResult::answered;
  }

  std::string rule(Ruling ruling, const std::string& whom, const char* by = kFriend) {
    const Message message = testing::message_of("whatsapp", by, "/allow");
    const auto outcome = context_.run(control_->rule(ruling, whom, message));
    return outcome ? *outcome : outcome.error().message;
  }

  std::string code() {
    const auto waiting = control_->waiting();
    return waiting.empty() ? "" : waiting.back().code;
  }

  testing::FakeContext context_{"core"};
  testing::SeededRandom random_;
  std::vector<ChannelInfo> channels_{{"whatsapp", "", {kFriend}, {&stable_or_phone}},
                                     {"console", "", {"*"}, {}}};
  std::vector<std::string> named_;
  std::string words_;
  std::unique_ptr<AdmissionControl> control_;
};

TEST_F(AdmissionControlTest, AdmitsOnlyAddressesInTheConfiguration) {
  EXPECT_TRUE(served(kFriend));
  EXPECT_FALSE(served(kStranger));
  EXPECT_FALSE(served("bob"));
  EXPECT_FALSE(served(""));
  EXPECT_EQ(say("local", {}, "console").result, TurnResult::answered);
  EXPECT_EQ(say(kFriend, {}, "unknown").result, TurnResult::refused);
  channels_[0].allow_from.clear();
  EXPECT_FALSE(served(kFriend));
  EXPECT_EQ(context_.metrics().value("yak_access_refused_total"), 5);
}

TEST_F(AdmissionControlTest, AGroupIsAdmittedByItsOwnId) {
  channels_.push_back({"telegram", "", {"-100"}, {}});
  Turn turn = testing::turn_of(testing::message_of("telegram", "42", "hello"));
  turn.message.peer = "-100";
  EXPECT_TRUE(control_->admits(list(), turn));
  turn.message.peer = "-200";
  EXPECT_FALSE(control_->admits(list(), turn));
}

TEST_F(AdmissionControlTest, TheCommandInTheLogLineAdmitsTheSender) {
  EXPECT_TRUE(say(kStranger).reply.empty());
  ASSERT_THAT(context_.log().lines(), SizeIs(1));
  const std::string line = context_.log().lines()[0].text();
  const std::size_t begin = line.find("'/allow ") + 8;
  const std::string whom = line.substr(begin, line.find('\'', begin) - begin);
  EXPECT_EQ(whom, code());
  EXPECT_THAT(line, HasSubstr("yak access approve " + whom));
  EXPECT_EQ(rule(Ruling::allow, whom), "+15550000002 on whatsapp");
  EXPECT_TRUE(served(kStranger));
  EXPECT_THAT(control_->waiting(), SizeIs(0));
  restart();
  EXPECT_TRUE(served(kStranger));
}

TEST_F(AdmissionControlTest, ASenderIsLoggedOnceAnHourAndAlwaysWithTheSameMessage) {
  for (int i = 0; i < 5; ++i) say(kStranger);
  say("+15550000003");
  ASSERT_THAT(context_.log().lines(), SizeIs(2));
  EXPECT_EQ(context_.log().lines()[0].message, context_.log().lines()[1].message)
      << "the log limits lines with equal messages";
  context_.clock().advance(1h);
  say(kStranger);
  EXPECT_THAT(context_.log().lines(), SizeIs(3));
}

TEST_F(AdmissionControlTest, SendersGetTheirCodeOnceADayIfConfigured) {
  control_->set_unknown(UnknownSenders::code);
  words_ = "This bot is private.";
  const Turn first = say(kStranger);
  ASSERT_THAT(first.reply.parts, SizeIs(1));
  EXPECT_EQ(first.reply.parts[0].text,
            "This bot is private. You are not admitted to this bot yet. Give its operator this "
            "code: " +
                code());
  EXPECT_TRUE(say(kStranger).reply.empty());
  context_.clock().advance(24h);
  EXPECT_FALSE(say(kStranger).reply.empty());
  rule(Ruling::deny, code());
  context_.clock().advance(24h);
  EXPECT_EQ(say(kStranger).reply.parts.at(0).text, words_) << "a denied sender gets no code";
}

TEST_F(AdmissionControlTest, CodesSurviveARestartAndExpire) {
  say(kStranger);
  const std::string first = code();
  restart();
  EXPECT_EQ(code(), first);
  say(kStranger);
  EXPECT_THAT(control_->waiting(), SizeIs(1));
  context_.clock().advance(PairingCodes::kLifetime);
  EXPECT_THAT(rule(Ruling::allow, first), HasSubstr("there is no code " + first));
  say(kStranger);
  EXPECT_THAT(control_->waiting(), SizeIs(1));
  EXPECT_NE(code(), first);
  EXPECT_EQ(context_.store().value("access_codes", first), std::nullopt);
}

TEST_F(AdmissionControlTest, CodesAreBounded) {
  for (std::size_t i = 0; i < PairingCodes::kMaxOfChannel + 50; ++i) {
    say("+1555" + std::to_string(1'000'000 + i));
  }
  EXPECT_THAT(control_->waiting(), SizeIs(PairingCodes::kMaxOfChannel));
  EXPECT_EQ(context_.metrics().value("yak_access_without_code_total"), 50);
  EXPECT_THAT(context_.log().lines().back().text(), HasSubstr("too many senders are waiting"));
}

TEST_F(AdmissionControlTest, ARulingOnAnAddressTakesEffectAtOnceAndStays) {
  EXPECT_EQ(rule(Ruling::allow, "+1 555 000-0002"), "+1 555 000-0002 on whatsapp");
  EXPECT_TRUE(served(kStranger));
  EXPECT_EQ(rule(Ruling::deny, "whatsapp:+15550000002"), "+15550000002 on whatsapp");
  EXPECT_FALSE(served(kStranger));
  EXPECT_THAT(control_->waiting(), SizeIs(0)) << "a denied sender needs no code";
  EXPECT_EQ(rule(Ruling::deny, "console:local"), "local on console");
  EXPECT_EQ(say("local", {}, "console").result, TurnResult::refused)
      << "a denial overrides the star";
  restart();
  EXPECT_FALSE(served(kStranger));
  EXPECT_EQ(context_.store().value("access", "whatsapp:15550000002"), "deny");
}

TEST_F(AdmissionControlTest, BadRulingsAreRefusedWithAReason) {
  EXPECT_THAT(rule(Ruling::allow, "whatsap:+15550000002"), HasSubstr("no channel 'whatsap'"));
  EXPECT_THAT(rule(Ruling::allow, "bob"), HasSubstr("is not a phone number"));
  EXPECT_THAT(rule(Ruling::allow, "whatsapp:+4915•••78"), HasSubstr("masked"));
  EXPECT_THAT(rule(Ruling::allow, " "), HasSubstr("name a code"));
  EXPECT_THAT(rule(Ruling::deny, "*"), HasSubstr("name each one"));
  EXPECT_THAT(rule(Ruling::allow, "k7q2"), HasSubstr("there is no code K7Q2"));
  EXPECT_THAT(context_.run(context_.store().kv("access")->scan({}, {}, 10)).value(), SizeIs(0));
}

TEST_F(AdmissionControlTest, AdministratorsCannotDenyThemselves) {
  EXPECT_THAT(rule(Ruling::deny, "whatsapp:+1 (555) 000 0001"), HasSubstr("deny yourself"));
  EXPECT_TRUE(served(kFriend));
}

TEST_F(AdmissionControlTest, ARulingThatCannotBeWrittenChangesNothing) {
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(rule(Ruling::allow, kStranger), "disk full");
  context_.store().fail_with(std::nullopt);
  EXPECT_FALSE(served(kStranger));
}

TEST_F(AdmissionControlTest, AStoreThatCannotBeReadKeepsTheDaemonFromStarting) {
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_FALSE(context_.run(control_->load()));
}

TEST_F(AdmissionControlTest, APersonKeepsThePermissionsOfTheirNumberOnceItIsHidden) {
  named_ = {"whatsapp:15550000001"};
  EXPECT_TRUE(served("US.1", {kFriend}));
  const Turn later = say("US.1");
  EXPECT_EQ(later.result, TurnResult::answered);
  EXPECT_EQ(later.identities, (std::vector<std::string>{"whatsapp:US.1", "whatsapp:15550000001"}));
  restart();
  EXPECT_TRUE(served("US.1"));
}

TEST_F(AdmissionControlTest, PermissionsDoNotFollowANumberToAnotherPerson) {
  EXPECT_TRUE(served("US.1", {kFriend}));
  const Turn other = say("US.2", {kFriend});
  EXPECT_EQ(other.result, TurnResult::refused);
  EXPECT_EQ(other.identities, std::vector<std::string>{"whatsapp:US.2"});
  EXPECT_THAT(context_.log().lines().back().text(), HasSubstr("belongs to another person"));
  EXPECT_EQ(rule(Ruling::allow, code(), "+15550000009"), "US.2 on whatsapp");
  const Turn admitted = say("US.2", {kFriend});
  EXPECT_EQ(admitted.result, TurnResult::answered);
  EXPECT_EQ(admitted.identities, std::vector<std::string>{"whatsapp:US.2"})
      << "the number's other permissions stay with the first person";
}

TEST_F(AdmissionControlTest, PermissionsDoNotFollowAPersonToAnotherNumber) {
  EXPECT_TRUE(served("US.1", {kFriend}));
  EXPECT_FALSE(served("US.3", {"+15550000007"})) << "a new number is a new id";
}

TEST_F(AdmissionControlTest, ADenialOfANumberAppliesToThePersonAdmittedWithIt) {
  say("US.1", {kStranger});
  rule(Ruling::allow, code());
  EXPECT_TRUE(served("US.1", {kStranger}));
  rule(Ruling::deny, kStranger);
  EXPECT_FALSE(served("US.1", {kStranger}));
  EXPECT_FALSE(served("US.1")) << "the number is hidden now";
  rule(Ruling::allow, kStranger);
  EXPECT_TRUE(served("US.1"));
}

TEST_F(AdmissionControlTest, AnAliasIsWrittenAgainIfItsTurnWasNotCommitted) {
  Turn turn = testing::turn_of(testing::message_of("whatsapp", "US.1", "hello"));
  turn.message.aliases = {kFriend};
  EXPECT_TRUE(control_->admits(list(), turn));
  EXPECT_THAT(turn.writes.puts(), SizeIs(1));
  turn.after_commit.tell(false);
  Turn again = turn;
  again.writes = Batch();
  EXPECT_TRUE(control_->admits(list(), again));
  EXPECT_THAT(again.writes.puts(), SizeIs(1));
}

TEST_F(AdmissionControlTest, FindsAPersonsEntriesUntilTheyAreErased) {
  EXPECT_TRUE(served("US.1", {kFriend}));
  EXPECT_FALSE(served("US.2", {kStranger}));
  const std::string code = this->code();
  const auto of = [this](const Person& who) {
    std::vector<std::string> found;
    for (const auto& [space, key] : control_->entries_of(who)) found.push_back(space + " " + key);
    return found;
  };
  Person friendly("whatsapp", {"US.1", kFriend});
  Person stranger("whatsapp", {"US.2", kStranger});
  EXPECT_THAT(of(friendly), ElementsAre("access_aliases whatsapp:15550000001"));
  EXPECT_THAT(of(stranger), ElementsAre("access_codes " + code));
  EXPECT_THAT(of({"whatsapp", {"US.3"}}), IsEmpty());
  EXPECT_THAT(of({"unknown", {"US.1"}}), IsEmpty());
  for (Person* who : {&friendly, &stranger}) {
    who->entries = control_->entries_of(*who);
    EXPECT_TRUE(context_.run(context_.store().erase(*who, {})));
    control_->forget(*who);
    EXPECT_THAT(of(*who), IsEmpty());
  }
  EXPECT_THAT(control_->waiting(), IsEmpty());
  restart();
  EXPECT_THAT(of(friendly), IsEmpty());
  EXPECT_THAT(of(stranger), IsEmpty());
  EXPECT_TRUE(served("US.1", {kFriend}));
}

TEST_F(AdmissionControlTest, ADenialOutlivesTheErasureOfThePerson) {
  rule(Ruling::deny, kStranger);
  channels_[0].allow_from = {"*"};
  EXPECT_FALSE(served("US.2", {kStranger}));
  Person who("whatsapp", {"US.2", kStranger});
  who.entries = control_->entries_of(who);
  EraseExcept stays;
  stays.spaces = {"access"};
  EXPECT_TRUE(context_.run(context_.store().erase(who, stays)));
  control_->forget(who);
  EXPECT_FALSE(served("US.2")) << "the number is hidden now";
  restart();
  EXPECT_FALSE(served("US.2"));
}

}  // namespace
}  // namespace yak::conversation
