// SPDX-License-Identifier: Apache-2.0
#include "yak/message/message.hpp"

#include <gtest/gtest.h>

namespace yak {
namespace {

TEST(Message, AnIdBecomesTheKeyOfTheConversationWithItsSender) {
  Message message;
  message.peer = message.sender = "+1";
  message.identify("DE.1");
  EXPECT_EQ(message.peer, "DE.1");
  EXPECT_EQ(message.sender, "DE.1");
  EXPECT_EQ(message.address, "+1");
  EXPECT_EQ(message.aliases, std::vector<std::string>{"+1"});
}

TEST(Message, AGroupKeepsItsConversation) {
  Message message;
  message.peer = "group";
  message.sender = "+1";
  message.identify("DE.1");
  EXPECT_EQ(message.peer, "group");
  EXPECT_EQ(message.sender, "DE.1");
  EXPECT_EQ(message.address, "");
}

TEST(Message, AnEmptyOrEqualIdChangesNothing) {
  Message message;
  message.peer = message.sender = "+1";
  message.identify("");
  message.identify("+1");
  EXPECT_EQ(message.sender, "+1");
  EXPECT_TRUE(message.aliases.empty());
}

}  // namespace
}  // namespace yak
