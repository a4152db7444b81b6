#include "commands/roles.hpp"

#include <gtest/gtest.h>

namespace yak::commands {
namespace {

TEST(Roles, MatchEveryWayOfWritingAnAddress) {
  const Roles roles(
      {"whatsapp: +1 555 123-4567", "whatsapp:whatsapp:+15557654321", "console:local"});
  EXPECT_EQ(roles.of("whatsapp:+15551234567"), Privilege::admin);
  EXPECT_EQ(roles.of("whatsapp:+15557654321"), Privilege::admin);
  EXPECT_EQ(roles.of("console:local"), Privilege::admin);
  EXPECT_EQ(roles.of("whatsapp:+15550000000"), Privilege::user);
  EXPECT_EQ(roles.of("telegram:+15551234567"), Privilege::user);
}

TEST(Roles, AnUnsetVariableMakesNobodyAnAdministrator) {
  const Roles roles({"", "whatsapp:", "whatsapp: ", "whatsapp:whatsapp:"});
  EXPECT_EQ(roles.size(), 0U);
  EXPECT_EQ(roles.of("whatsapp:"), Privilege::user);
  EXPECT_EQ(roles.of(""), Privilege::user);
  EXPECT_EQ(Roles({"console:local"}).of("whatsapp:"), Privilege::user);
}

TEST(CheckAdmins, SaysWhatToWriteInstead) {
  EXPECT_TRUE(check_admins({"whatsapp:+15551234567", "whatsapp:whatsapp:+1", "console:local", "",
                            "whatsapp:"})
                  .empty());
  const auto bare = check_admins({"+15551234567"});
  ASSERT_EQ(bare.size(), 1U);
  EXPECT_EQ(bare[0].key, "admins");
  EXPECT_NE(bare[0].message.find("'CHANNEL:+15551234567'"), std::string::npos) << bare[0].message;
  EXPECT_EQ(check_admins({":+15551234567"}).size(), 1U);
  EXPECT_EQ(check_admins({"whatsapp:*", "local"}).size(), 2U);
}

}  // namespace
}  // namespace yak::commands
