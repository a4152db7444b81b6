#include "yak/address.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace yak {
namespace {

TEST(AddressKey, IsTheSameForEveryWayOfWritingANumber) {
  const std::vector<std::string> ways{
      "+15551234567",
      "15551234567",
      "whatsapp:+15551234567",
      "WhatsApp: +1 555 123-4567",
      "whatsapp:whatsapp:+15551234567",
      "  +1 (555) 123-4567 ",
      "+1\xC2\xA0"
      "555 123\xE2\x80\x91"
      "4567",                                     // no-break space, non-breaking hyphen
      "\xE2\x80\xAA+1 555 123 4567\xE2\x80\xAC",  // direction marks of an address book
  };
  for (const std::string& way : ways) EXPECT_EQ(address_key(way), "15551234567") << way;
}

TEST(AddressKey, LeavesWhatIsNoNumberAlone) {
  struct Case {
    std::string address;
    std::string key;
  };
  const std::vector<Case> cases{
      {"local", "local"},
      {" local ", "local"},
      {"whatsapp:US.1A2B-3", "US.1A2B-3"},
      {"a-b", "a-b"},
      {"1234", "1234"},
      {"1-2", "1-2"},
      {"192.168.10.11", "192.168.10.11"},
      {"15551234567@c.us", "15551234567@c.us"},
      {"++15551234567", "++15551234567"},
      {"1555+1234567", "1555+1234567"},
      {"*", "*"},
      {"", ""},
      {"whatsapp:", ""},
      {"   ", ""},
      {"\xE2\x80", "\xE2\x80"},
  };
  for (const Case& c : cases) EXPECT_EQ(address_key(c.address), c.key) << c.address;
}

TEST(UserKey, NeedsAChannelAndAnAddress) {
  EXPECT_EQ(user_key("whatsapp:+1 555 123-4567"), "whatsapp:15551234567");
  EXPECT_EQ(user_key("wa:whatsapp:+15551234567"), "wa:15551234567");
  EXPECT_EQ(user_key(" console : local"), "console:local");
  EXPECT_EQ(user_key("+15551234567"), "");
  EXPECT_EQ(user_key("whatsapp:"), "");
  EXPECT_EQ(user_key("whatsapp:whatsapp:"), "");
  EXPECT_EQ(user_key(":local"), "");
  EXPECT_EQ(user_key(""), "");
}

}  // namespace
}  // namespace yak
