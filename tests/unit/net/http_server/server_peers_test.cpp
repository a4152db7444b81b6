// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "net/http_server/connection_counts.hpp"
#include "net/http_server/peer_address.hpp"

namespace yak::net {
namespace {

TEST(PeerKey, GroupsIpv6AddressesByTheir64BitPrefix) {
  EXPECT_EQ(peer_key("2001:db8:1:2:3:4:5:6"), peer_key("2001:db8:1:2::1"));
  EXPECT_NE(peer_key("2001:db8:1:2::1"), peer_key("2001:db8:1:3::1"));
  EXPECT_EQ(peer_key("::ffff:10.0.0.1"), peer_key("10.0.0.1"));
  EXPECT_NE(peer_key("10.0.0.1"), peer_key("10.0.0.2"));
  EXPECT_EQ(peer_key("nonsense"), "");
}

TEST(PeerNetworks, ContainAddressesOfTheirPrefixes) {
  const auto networks =
      PeerNetworks::parse({"10.0.0.0/8", "192.168.1.130/25", "203.0.113.9", "fd00::/8"});
  ASSERT_TRUE(networks) << networks.error().message;
  for (const char* in : {"10.255.0.1", "192.168.1.128", "192.168.1.255", "203.0.113.9",
                         "::ffff:10.0.0.1", "fd12::1"}) {
    EXPECT_TRUE(networks->contains(in)) << in;
  }
  for (const char* out : {"11.0.0.1", "192.168.1.127", "203.0.113.8", "fe00::1", "", "nonsense"}) {
    EXPECT_FALSE(networks->contains(out)) << out;
  }
  EXPECT_TRUE(PeerNetworks::parse({"0.0.0.0/0"})->contains("1.2.3.4"));
  EXPECT_FALSE(PeerNetworks::parse({"0.0.0.0/0"})->contains("::2"));
  for (const char* bad :
       {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "host", "/8", "::/129"}) {
    EXPECT_FALSE(PeerNetworks::parse({bad})) << bad;
  }
}

TEST(PeerAddress, IsLocalOnLoopbackAndOnAUnixSocket) {
  for (const char* local : {"", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_local_peer(local)) << local;
  }
  for (const char* remote : {"10.0.0.1", "::2", "::ffff:10.0.0.1"}) {
    EXPECT_FALSE(is_local_peer(remote)) << remote;
  }
}

TEST(ConnectionCounts, LimitsConnectionsPerAddress) {
  const auto counts = std::make_shared<ConnectionCounts>(1);
  auto first = ConnectionCounts::enter(counts);
  auto second = ConnectionCounts::enter(counts);
  auto third = ConnectionCounts::enter(counts);
  EXPECT_TRUE(counts->enter_as(first, "a", 2));
  EXPECT_TRUE(counts->enter_as(second, "a", 2));
  EXPECT_FALSE(counts->enter_as(third, "a", 2));
  EXPECT_TRUE(counts->enter_as(third, "b", 2));
  EXPECT_EQ(counts->connections(), 3U);
  first.reset();
  auto fourth = ConnectionCounts::enter(counts);
  EXPECT_TRUE(counts->enter_as(fourth, "a", 2));
  counts->stop_accepting();
  second = std::move(fourth);
  fourth.reset();
  third.reset();
  EXPECT_FALSE(counts->empty().is_set());
  second.reset();
  EXPECT_TRUE(counts->empty().is_set());
  EXPECT_EQ(counts->connections(), 0U);
}

TEST(ConnectionCounts, AllBodiesShareOneBudget) {
  ConnectionCounts counts(1);
  EXPECT_TRUE(counts.take_body(60, 100));
  EXPECT_FALSE(counts.take_body(41, 100));
  EXPECT_TRUE(counts.take_body(40, 100));
  counts.give_body(60);
  EXPECT_TRUE(counts.take_body(60, 100));
}

}  // namespace
}  // namespace yak::net
