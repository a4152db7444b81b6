// SPDX-License-Identifier: Apache-2.0
#include "yak/store/lease_table.hpp"

#include <gtest/gtest.h>

#include "yak/testing/manual_clock.hpp"

namespace yak {
namespace {

using std::chrono::seconds;

class LeaseTableTest : public ::testing::Test {
 protected:
  bool claims(const char* peer, Epoch epoch) {
    const auto lease = table_.claim({"whatsapp", peer}, epoch, seconds(30), clock_);
    return lease.has_value();
  }

  testing::ManualClock clock_;
  LeaseTable table_{2};
};

TEST_F(LeaseTableTest, RefusesMoreLeasesThanItHolds) {
  EXPECT_TRUE(claims("a", 1));
  EXPECT_TRUE(claims("b", 1));
  const auto refused = table_.claim({"whatsapp", "c"}, 1, seconds(30), clock_);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
}

TEST_F(LeaseTableTest, GivesAForgottenConversationToNoOlderOwner) {
  EXPECT_TRUE(claims("a", 2));
  EXPECT_TRUE(claims("b", 1));
  clock_.advance(seconds(30));
  EXPECT_TRUE(claims("c", 3));
  EXPECT_FALSE(claims("a", 1));
  EXPECT_TRUE(claims("a", 2));
}

TEST_F(LeaseTableTest, MergesTwoLeasesToThatOfTheNewerOwner) {
  EXPECT_TRUE(claims("a", 2));
  EXPECT_TRUE(claims("b", 1));
  table_.merge({"whatsapp", "a"}, {"whatsapp", "b"});
  EXPECT_EQ(table_.owner({"whatsapp", "b"}, 0), 2);
  EXPECT_EQ(table_.owner({"whatsapp", "a"}, 0), 0);
  table_.merge({"whatsapp", "a"}, {"whatsapp", "b"});
  EXPECT_EQ(table_.owner({"whatsapp", "b"}, 0), 2);
}

}  // namespace
}  // namespace yak
