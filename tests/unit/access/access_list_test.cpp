#include "access/access_list.hpp"

#include <gtest/gtest.h>

namespace yak::access {
namespace {

std::vector<ChannelInfo> channels() {
  return {{"whatsapp", "twilio_whatsapp", {"whatsapp:+1 555 123-4567", "", "US.1A2B"}},
          {"empty", "twilio_whatsapp", {"", "whatsapp:"}},
          {"console", "console", {"*"}}};
}

TEST(AccessList, AdmitsWhomTheConfigurationNames) {
  const AccessList list(channels());
  struct Case {
    const char* channel;
    const char* sender;
    bool allowed;
  };
  const std::vector<Case> cases{
      {"whatsapp", "+15551234567", true},
      {"whatsapp", "whatsapp:+15551234567", true},
      {"whatsapp", "US.1A2B", true},
      {"whatsapp", "+15551234568", false},
      {"whatsapp", "us.1a2b", false},
      {"whatsapp", "*", false},
      {"whatsapp", "", false},
      {"empty", "+15551234567", false},
      {"empty", "", false},
      {"console", "local", true},
      {"console", "", true},
      {"unknown", "+15551234567", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(list.allows(c.channel, c.sender), c.allowed) << c.channel << ":" << c.sender;
  }
}

TEST(AccessList, ADenialStandsAboveEverything) {
  AccessList list(channels());
  list.rule("whatsapp:15551234567", Ruling::deny);
  list.rule("console:local", Ruling::deny);
  EXPECT_FALSE(list.allows("whatsapp", "+15551234567"));
  EXPECT_FALSE(list.allows("console", "local"));
  EXPECT_TRUE(list.allows("console", "other"));
  list.rule("whatsapp:15551234567", Ruling::allow);
  EXPECT_TRUE(list.allows("whatsapp", "+1 555 123 4567"));
}

TEST(AccessList, AnAllowanceIsForOneChannel) {
  AccessList list(channels());
  list.rule("whatsapp:15550000009", Ruling::allow);
  EXPECT_TRUE(list.allows("whatsapp", "+15550000009"));
  EXPECT_FALSE(list.allows("empty", "+15550000009"));
}

TEST(AccessList, TakesABoundedNumberOfRulings) {
  AccessList list(channels());
  for (std::size_t i = 0; i < AccessList::kMaxRulings; ++i) {
    const std::string key = "empty:" + std::to_string(10'000'000 + i);
    ASSERT_FALSE(list.full(key));
    list.rule(key, Ruling::allow);
  }
  EXPECT_TRUE(list.full("empty:99999999"));
  list.rule("empty:99999999", Ruling::allow);
  EXPECT_FALSE(list.allows("empty", "99999999"));
  EXPECT_FALSE(list.full("empty:10000000")) << "a ruling may change";
  list.rule("empty:10000000", Ruling::deny);
  EXPECT_FALSE(list.allows("empty", "10000000"));
}

TEST(Ruling, IsStoredAsAWord) {
  EXPECT_EQ(ruling_from(to_text(Ruling::allow)), Ruling::allow);
  EXPECT_EQ(ruling_from(to_text(Ruling::deny)), Ruling::deny);
  EXPECT_EQ(ruling_from("maybe"), std::nullopt);
}

}  // namespace
}  // namespace yak::access
