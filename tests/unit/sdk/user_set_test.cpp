// SPDX-License-Identifier: Apache-2.0
#include "yak/user_set.hpp"

#include <gtest/gtest.h>

namespace yak {
namespace {

Turn turn_as(std::vector<std::string> identities) {
  Turn turn;
  turn.identities = std::move(identities);
  return turn;
}

TEST(UserSet, ContainsATurnByAnyOfItsIdentities) {
  const UserSet users({"whatsapp:15551234567", "groups:-1001234"});
  EXPECT_TRUE(users.contains(turn_as({"whatsapp:15551234567"})));
  EXPECT_TRUE(users.contains(turn_as({"whatsapp:US.1A2B", "whatsapp:15551234567"})));
  EXPECT_TRUE(users.contains(turn_as({"groups:-1001234"})));
  EXPECT_FALSE(users.contains(turn_as({"groups:1001234"})));
  EXPECT_FALSE(users.contains(turn_as({"whatsapp:15550000000"})));
  EXPECT_FALSE(users.contains(turn_as({})));
}

TEST(UserSet, AnUnsetVariableMatchesNobody) { EXPECT_EQ(UserSet({"", ""}).size(), 0U); }

}  // namespace
}  // namespace yak
