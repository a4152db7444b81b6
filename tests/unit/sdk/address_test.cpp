// SPDX-License-Identifier: Apache-2.0
#include "yak/message/address.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace yak {
namespace {

TEST(PhoneAddress, IsTheSameForEveryWayOfWritingANumber) {
  const std::vector<std::string> ways{
      "+15551234567",
      "15551234567",
      "  +1 (555) 123-4567 ",
      "+1\xC2\xA0"
      "555 123\xE2\x80\x91"
      "4567",                                     // no-break space, non-breaking hyphen
      "\xE2\x80\xAA+1 555 123 4567\xE2\x80\xAC",  // direction marks of an address book
  };
  for (const std::string& way : ways) {
    const auto read = phone_address(way);
    ASSERT_TRUE(read) << way;
    EXPECT_EQ(*read, "15551234567") << way;
    EXPECT_EQ(*phone_address(*read), *read);
  }
}

TEST(PhoneAddress, RefusesOtherTexts) {
  for (const char* written :
       {"local", "1234", "-1001234567", "++15551234567", "1555+1234567", "US.1A2B", "0171 2345678",
        "+49 0171/234", "1234567890123456", "+15551234567   # mine", "15551234567@c.us"}) {
    const auto read = phone_address(written);
    ASSERT_FALSE(read) << written;
    EXPECT_EQ(read.error().kind, ErrorKind::invalid);
    EXPECT_NE(read.error().message.find("is not a phone number"), std::string::npos);
  }
  for (const char* nothing : {"", "   "}) EXPECT_EQ(phone_address(nothing).value(), "");
}

TEST(ExactAddress, IsTheTextAndNoChannelsName) {
  for (const auto& [written, address] : {std::pair("-1001234567", "-1001234567"),
                                         {" local ", "local"},
                                         {"", ""},
                                         {"@alice:example.org", "@alice:example.org"}}) {
    EXPECT_EQ(exact_address(written).value(), address);
  }
  EXPECT_FALSE(exact_address("whatsap:+15551234567"));
}

TEST(ReadAddress, RefusesAMaskedAddress) {
  for (const AddressRule rule : {&phone_address, &exact_address}) {
    const auto read = read_address(rule, "+4915•••78");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("masked"), std::string::npos) << read.error().message;
  }
}

class ReadUser : public ::testing::Test {
 protected:
  static result<std::string> key_of(std::string_view written, std::string_view current = {}) {
    static const std::vector<ChannelInfo> channels{{"whatsapp", "", {}, {&phone_address}},
                                                   {"wa2", "", {}, {&twilio}},
                                                   {"console", "", {}, {&exact_address}}};
    const auto user = read_user(written, channels, current);
    if (!user) return user.error();
    return user->address.empty() ? std::string() : user->key();
  }
  /// Accepts a prefix of its own, as Twilio's addresses have one.
  static result<std::string> twilio(std::string_view written) {
    if (written.starts_with("wire:")) written.remove_prefix(5);
    return phone_address(written);
  }
  static std::string failure(std::string_view written, std::string_view current = {}) {
    const auto key = key_of(written, current);
    return key ? "no failure: " + *key : key.error().message;
  }
};

TEST_F(ReadUser, IsOnTheNamedChannelOrElseTheCurrentOne) {
  EXPECT_EQ(key_of("whatsapp:+1 555 123-4567").value(), "whatsapp:15551234567");
  EXPECT_EQ(key_of(" Whatsapp : +15551234567", "console").value(), "whatsapp:15551234567");
  EXPECT_EQ(key_of("+15551234567", "wa2").value(), "wa2:15551234567");
  EXPECT_EQ(key_of("wire:+15551234567", "wa2").value(), "wa2:15551234567");
  EXPECT_EQ(key_of("local", "console").value(), "console:local");
}

TEST_F(ReadUser, AnUnsetVariableMatchesNobody) {
  for (const char* nobody : {"", "  ", "whatsapp:", "whatsapp: ", "console:"}) {
    EXPECT_EQ(key_of(nobody).value(), "") << nobody;
  }
}

TEST_F(ReadUser, ReportsErrors) {
  EXPECT_EQ(failure("whatsap:+15551234567", "console"),
            "there is no channel 'whatsap'; did you mean 'whatsapp'?");
  EXPECT_EQ(failure("telegram:42"),
            "there is no channel 'telegram'; the channels are whatsapp, wa2, console");
  EXPECT_EQ(key_of("telegram:42").error().kind, ErrorKind::not_found);
  EXPECT_EQ(failure("whatsapp:bob"),
            "'bob' is not a phone number: write it with its country code, such as +15551234567");
  EXPECT_NE(failure("+15551234567").find("write 'CHANNEL:+15551234567'"), std::string::npos);
  EXPECT_NE(failure(":+15551234567").find("write 'CHANNEL:+15551234567'"), std::string::npos);
  EXPECT_NE(failure("whatsapp:*").find("name each one"), std::string::npos);
  EXPECT_NE(failure("whatsapp:+4915•••78", "console").find("masked"), std::string::npos);
}

}  // namespace
}  // namespace yak
