// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/allow_list.hpp"

#include <gtest/gtest.h>

namespace yak::conversation {
namespace {

const AllowList& allow_list() {
  ChannelPeople by_key;
  by_key.admits_itself = true;
  static const AllowList list({{"whatsapp", "", {"+1 555 123-4567", ""}, {&phone_address}},
                               {"telegram", "", {"-1001234567"}, {}},
                               {"empty", "", {"", " "}, {&phone_address}},
                               {"console", "", {"*"}, {}},
                               {"api", "", {}, by_key}},
                              {"console:boss"});
  return list;
}

TEST(AllowList, ComparesAddressesByTheChannelsRule) {
  const AllowList& list = allow_list();
  EXPECT_TRUE(list.admits(list.key_of("whatsapp", "+15551234567")));
  EXPECT_FALSE(list.admits(list.key_of("whatsapp", "+15551234568")));
  EXPECT_TRUE(list.admits(list.key_of("telegram", "-1001234567")));
  EXPECT_FALSE(list.admits(list.key_of("telegram", "1001234567")));
  EXPECT_FALSE(list.admits(list.key_of("empty", "+15551234567")));
}

TEST(AllowList, AnEmptyAddressMatchesNothing) {
  const AllowList& list = allow_list();
  for (const char* channel : {"whatsapp", "empty", "telegram", "unknown"}) {
    EXPECT_EQ(list.key_of(channel, ""), "") << channel;
    EXPECT_FALSE(list.admits(list.key_of(channel, ""))) << channel;
  }
  EXPECT_EQ(list.key_of("whatsapp", "bob"), "");
}

TEST(AllowList, IsOpenWithAStarOrIfTheChannelAdmitsSendersItself) {
  const AllowList& list = allow_list();
  EXPECT_TRUE(list.is_open("console"));
  EXPECT_TRUE(list.is_open("api"));
  for (const char* closed : {"whatsapp", "empty", "unknown"}) {
    EXPECT_FALSE(list.is_open(closed)) << closed;
  }
  EXPECT_FALSE(AllowList().is_open("console"));
}

TEST(AllowList, FindsAddressesNamedInAnySetting) {
  const AllowList& list = allow_list();
  EXPECT_TRUE(list.names("whatsapp:15551234567"));
  EXPECT_TRUE(list.names("console:boss"));
  EXPECT_FALSE(list.admits("console:boss"));
  EXPECT_FALSE(list.names("console:local"));
}

}  // namespace
}  // namespace yak::conversation
