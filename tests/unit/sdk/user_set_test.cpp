#include "yak/user_set.hpp"

#include <gtest/gtest.h>

namespace yak {
namespace {

TEST(UserSet, FindsEveryWayOfWritingAnAddress) {
  const UserSet users(
      {"whatsapp: +1 555 123-4567", "whatsapp:whatsapp:+15557654321", "console:local"});
  EXPECT_TRUE(users.contains("whatsapp:+15551234567"));
  EXPECT_TRUE(users.contains("whatsapp:+15557654321"));
  EXPECT_TRUE(users.contains("console:local"));
  EXPECT_FALSE(users.contains("whatsapp:+15550000000"));
  EXPECT_FALSE(users.contains("telegram:+15551234567"));
}

TEST(UserSet, AnUnsetVariableNamesNobody) {
  const UserSet users({"", "whatsapp:", "whatsapp: ", "whatsapp:whatsapp:"});
  EXPECT_EQ(users.size(), 0U);
  EXPECT_FALSE(users.contains("whatsapp:"));
  EXPECT_FALSE(users.contains(""));
  EXPECT_FALSE(UserSet({"console:local"}).contains("whatsapp:"));
}

TEST(CheckUsers, SaysWhatToWriteInstead) {
  EXPECT_TRUE(check_users("admins", {"whatsapp:+15551234567", "whatsapp:whatsapp:+1",
                                     "console:local", "", "whatsapp:"})
                  .empty());
  const auto bare = check_users("admins", {"+15551234567"});
  ASSERT_EQ(bare.size(), 1U);
  EXPECT_EQ(bare[0].key, "admins");
  EXPECT_NE(bare[0].message.find("'CHANNEL:+15551234567'"), std::string::npos) << bare[0].message;
  const auto headless = check_users("admins", {":+15551234567"});
  ASSERT_EQ(headless.size(), 1U);
  EXPECT_NE(headless[0].message.find("'CHANNEL:+15551234567'"), std::string::npos);
  EXPECT_EQ(check_users("admins", {":", " : "}).size(), 1U);
  EXPECT_EQ(check_users("admins", {"whatsapp:*", "local", "*"}).size(), 3U);
}

}  // namespace
}  // namespace yak
