// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/user_keys.hpp"

#include <gtest/gtest.h>

#include "config/changes.hpp"
#include "yak/testing/settings.hpp"
#include "yak/user_set.hpp"

namespace yak::generation {
namespace {

using Texts = std::vector<std::string>;

const std::vector<ChannelInfo>& channels() {
  static const std::vector<ChannelInfo> all{{"whatsapp", "", {}, {&phone_address}},
                                            {"groups", "", {}, {}}};
  return all;
}

const Schema& schema() {
  static const Schema schema{
      Field::list("admins", "", Field::element(FieldType::text).names_users()).defaults_to("[]"),
      Field::text("owner", "").names_users(),
      Field::text("greeting", ""),
      Field::map("teams", "",
                 Field::element(Schema{
                     Field::list("people", "", Field::element(FieldType::text).names_users())})),
  };
  return schema;
}

Settings read(const std::string& yaml) {
  return with_user_keys(schema(), testing::settings(schema(), yaml), channels());
}

TEST(UserKeys, UsersHaveTheFormOfTheirChannelsRule) {
  const Settings settings = read("admins: [\"whatsapp: +1 555 123-4567\", \"groups:-1001234\"]\n");
  EXPECT_EQ(settings.texts("admins"), (Texts{"whatsapp:15551234567", "groups:-1001234"}));
  Turn turn;
  turn.identities = {"whatsapp:15551234567"};
  EXPECT_TRUE(UserSet(settings.texts("admins")).contains(turn));
}

TEST(UserKeys, AnUnsetVariableNamesNobody) {
  const Settings settings = read("admins: [\"whatsapp:\", \"whatsapp: \"]\n");
  EXPECT_EQ(settings.texts("admins"), (Texts{"", ""}));
}

TEST(UserKeys, AreFoundAtAnyDepthAndOtherTextsStay) {
  const Settings settings = read(
      "owner: \"whatsapp:+1 555 123-4567\"\ngreeting: \"whatsapp:+1 555 123-4567\"\n"
      "teams: {night: {people: [\"whatsapp:+1-555-123-4568\"]}}\n");
  EXPECT_EQ(settings.text("owner"), "whatsapp:15551234567");
  EXPECT_EQ(settings.text("greeting"), "whatsapp:+1 555 123-4567");
  EXPECT_EQ(settings.entries("teams").front().second.texts("people"),
            (Texts{"whatsapp:15551234568"}));
}

TEST(UserKeys, SettingsAreTheSameIfTheyNameTheSamePeople) {
  const Settings plain = read("admins: [\"whatsapp:15551234567\"]\n");
  EXPECT_TRUE(config::same(plain, read("admins: [\"whatsapp: +1 555 123-4567\"]\n")));
  EXPECT_FALSE(config::same(plain, read("admins: [\"whatsapp:15551234568\"]\n")));
}

}  // namespace
}  // namespace yak::generation
