// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/pairing_codes.hpp"

#include <gtest/gtest.h>

#include <set>

#include "conversation/admission/waiting_json.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;

WaitingSender sender_of(const std::string& channel, const std::string& address,
                        WallTime since = WallTime{}) {
  WaitingSender sender;
  sender.channel = channel;
  sender.key = channel + ":" + address;
  sender.address = address;
  sender.since = since;
  return sender;
}

TEST(PairingCodes, AreNeitherWordsNorNumbers) {
  EXPECT_EQ(PairingCodes::code_in("k7q2"), "K7Q2");
  for (const char* text : {"", "K7Q", "K7Q22", "KKKK", "2222", "7K2Q", "I7Q2", "K1Q2", "alex"}) {
    EXPECT_EQ(PairingCodes::code_in(text), std::nullopt) << text;
  }
}

TEST(PairingCodes, AreUniqueEvenWithEqualRandomNumbers) {
  PairingCodes codes;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const WaitingSender* added = codes.add(sender_of("a", std::to_string(i)), 36'863);
    ASSERT_NE(added, nullptr);
    EXPECT_EQ(PairingCodes::code_in(added->code), added->code);
    EXPECT_TRUE(seen.insert(added->code).second);
    EXPECT_EQ(codes.find(added->code), added);
    EXPECT_EQ(codes.of(added->key), added);
  }
}

TEST(PairingCodes, ACodeIsNotReassignedBeforeItExpires) {
  PairingCodes codes;
  const WallTime start{1000h};
  const std::string first = codes.add(sender_of("a", "first", start), 1)->code;
  for (std::size_t i = 0; i < 2 * PairingCodes::kMax; ++i) {
    codes.add(sender_of("a", std::to_string(i), start), i * 7919);
  }
  EXPECT_EQ(codes.size(), PairingCodes::kMaxOfChannel);
  EXPECT_NE(codes.add(sender_of("b", "other channel", start), 5), nullptr);
  ASSERT_NE(codes.find(first), nullptr);
  EXPECT_EQ(codes.find(first)->address, "first");
  EXPECT_TRUE(codes.expire(start + PairingCodes::kLifetime - 1ms).empty());
  EXPECT_EQ(codes.expire(start + PairingCodes::kLifetime).size(), PairingCodes::kMaxOfChannel + 1);
  EXPECT_EQ(codes.find(first), nullptr);
  EXPECT_EQ(codes.of("a:first"), nullptr);
  EXPECT_NE(codes.add(sender_of("a", "late"), 0), nullptr);
}

TEST(PairingCodes, AreAtMostTwoHundredAChannelAndAThousandInAll) {
  PairingCodes codes;
  for (int channel = 0; channel < 7; ++channel) {
    const std::string name = "channel" + std::to_string(channel);
    for (std::size_t i = 0; i < 300; ++i) {
      const bool has_room = i < 200 && channel < 5;
      EXPECT_EQ(codes.add(sender_of(name, std::to_string(i)), i * 7919) != nullptr, has_room)
          << name << ' ' << i;
    }
  }
  EXPECT_EQ(codes.size(), 1'000U);
}

TEST(PairingCodes, RoundTripThroughJson) {
  WaitingSender sender = sender_of("whatsapp", "US.1", WallTime{17ms});
  sender.code = "K7Q2";
  sender.aliases = {"whatsapp:15551234567"};
  sender.name = "Ann \xF0\x9F\x98\x80";
  const auto read = waiting_from_json("K7Q2", waiting_to_json(sender));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, "whatsapp:US.1");
  EXPECT_EQ(read->aliases, sender.aliases);
  EXPECT_EQ(read->name, sender.name);
  EXPECT_EQ(read->since, sender.since);
  PairingCodes codes;
  EXPECT_TRUE(codes.restore(*read));
  EXPECT_FALSE(codes.restore(*read)) << "twice";
  for (const char* text : {"", "{}", "[]", "{\"channel\": 1}", "null"}) {
    EXPECT_EQ(waiting_from_json("K7Q2", text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace yak::conversation
