#include "access/ruling_target.hpp"

#include <gtest/gtest.h>

namespace yak::access {
namespace {

TEST(RulingTarget, IsOnTheNamedChannelOrElseTheCurrentOne) {
  const std::vector<ChannelInfo> channels{
      {"whatsapp", "", {}}, {"wa2", "", {}}, {"console", "", {}}};
  struct Case {
    const char* argument;
    const char* current;
    const char* key;
  };
  const std::vector<Case> cases{
      {"+1 555 123-4567", "whatsapp", "whatsapp:15551234567"},
      {"+15551234567", "wa2", "wa2:15551234567"},
      {"whatsapp:+15551234567", "console", "whatsapp:15551234567"},
      {"Whatsapp: +15551234567", "console", "whatsapp:15551234567"},
      {"wa2:whatsapp:+15551234567", "console", "wa2:15551234567"},
      {"whatsapp:whatsapp:+15551234567", "console", "whatsapp:15551234567"},
      {"local", "console", "console:local"},
      {"US.1A2B", "whatsapp", "whatsapp:US.1A2B"},
  };
  for (const Case& c : cases) {
    const auto target = ruling_target(c.argument, c.current, channels);
    ASSERT_TRUE(target) << c.argument;
    EXPECT_EQ(target->key, c.key) << c.argument;
    EXPECT_FALSE(target->address.starts_with("whatsapp")) << target->address;
  }
}

TEST(RulingTarget, TakesTwiliosPrefixWhereNoChannelHasThatName) {
  const auto target = ruling_target("whatsapp:+15551234567", "wa", {{"wa", "", {}}});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->channel, "wa");
  EXPECT_EQ(target->address, "+15551234567");
}

TEST(RulingTarget, SaysWhatIsMissing) {
  const std::vector<ChannelInfo> channels{{"whatsapp", "", {}}, {"console", "", {}}};
  for (const char* argument : {"", "  ", "whatsapp:", "whatsapp: "}) {
    const auto target = ruling_target(argument, "whatsapp", channels);
    ASSERT_FALSE(target) << argument;
    EXPECT_EQ(target.error().kind, ErrorKind::invalid) << argument;
  }
  EXPECT_FALSE(ruling_target("*", "whatsapp", channels));
  EXPECT_FALSE(ruling_target("console:*", "whatsapp", channels));
  const auto unknown = ruling_target("telegram:42", "whatsapp", channels);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message,
            "There is no channel 'telegram'. Channels: whatsapp, console.");
}

}  // namespace
}  // namespace yak::access
