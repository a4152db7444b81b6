// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "net/http_server/inherited_listeners.hpp"
#include "server_fixture.hpp"

namespace yak::net {
namespace {

using testing::RawClient;
using testing::TestServer;

constexpr const char* kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

/// `count` sockets on a free port of 127.0.0.1, as if another process had opened them.
InheritedListeners given(const std::string& name, std::size_t count, std::uint16_t& port) {
  Listeners made = std::move(listen_tcp("127.0.0.1:0", count)).value();
  port = made.port;
  std::vector<InheritedListeners::Socket> sockets;
  for (Descriptor& socket : made.sockets) sockets.push_back({std::move(socket), name});
  return InheritedListeners(std::move(sockets));
}

TEST(InheritedListeners, AreFoundByNameOrByAddress) {
  std::uint16_t port = 0;
  InheritedListeners named = given("http", 1, port);
  EXPECT_FALSE(named.take("metrics", "127.0.0.1:1"));
  EXPECT_FALSE(named.take("http", "/run/yak.sock")) << "a TCP socket is no Unix socket";
  const auto taken = named.take("http", "0.0.0.0:1");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->port, port);
  EXPECT_TRUE(taken->inherited);
  EXPECT_FALSE(named.take("http", "0.0.0.0:1")) << "a socket can be taken once";

  for (const std::string& address :
       {"127.0.0.1:" + std::to_string(port), std::string("127.0.0.1:0")}) {
    InheritedListeners unnamed = given("yak.socket", 2, port);
    const std::string own = address.ends_with(":0") ? address : "127.0.0.1:" + std::to_string(port);
    const auto found = unnamed.take("http", own);
    ASSERT_TRUE(found) << own;
    EXPECT_EQ(found->sockets.size(), 2);
  }
  InheritedListeners other = given("yak.socket", 1, port);
  EXPECT_FALSE(other.take("http", "0.0.0.0:" + std::to_string(port)));
  EXPECT_EQ(other.rest(),
            std::vector<std::string>{"yak.socket (127.0.0.1:" + std::to_string(port) + ")"});
}

TEST(InheritedListeners, AreSharedByAllLoopsWhateverTheirNumber) {
  for (const std::size_t count : {1U, 2U, 3U, 5U}) {
    TestServer server(TestServer::options(), 3);
    server.add_usual_routes();
    std::uint16_t port = 0;
    server.start(given("http", count, port).take("http", "127.0.0.1:0"));
    EXPECT_EQ(server.server.port(), port);
    EXPECT_TRUE(server.server.inherited());
    for (int i = 0; i < 20; ++i) {
      RawClient client = RawClient::tcp(port);
      client.send(kHello);
      EXPECT_EQ(client.answer().status, 200);
    }
    server.drain(std::chrono::seconds(1));
  }
}

TEST(InheritedListeners, ASuccessorAdoptsKeepAliveConnections) {
  TestServer first;
  first.add_usual_routes();
  first.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(first.connect());
    clients.back().send(kHello);
    ASSERT_EQ(clients.back().answer().status, 200);
  }
  RawClient fresh = first.connect();
  ASSERT_TRUE(testing::eventually([&] { return first.server.idle_connections() == 6; }));
  first.server.keep_idle();
  first.drain(std::chrono::seconds(5));
  EXPECT_EQ(first.server.connections(), 0U);
  // Neither server reads the connection at this moment.
  clients.front().send(kHello);
  std::vector<Descriptor> kept = first.server.take_kept();
  EXPECT_EQ(kept.size(), 6U);
  TestServer second(TestServer::options(), 3);
  second.add_usual_routes();
  second.start();
  second.server.adopt(std::move(kept));
  EXPECT_EQ(clients.front().answer().status, 200);
  for (RawClient* client : {&clients[1], &clients[4], &fresh}) {
    client->send(kHello);
    EXPECT_EQ(client->answer().status, 200);
  }
  EXPECT_EQ(second.server.connections(), 6U);
}

TEST(InheritedListeners, ASuccessorServesConnectionsThatArrivedMeanwhile) {
  TestServer first;
  first.add_usual_routes();
  first.start();
  const std::uint16_t port = first.server.port();
  std::vector<InheritedListeners::Socket> left;
  for (Descriptor& socket : first.server.duplicate_listeners()) {
    left.push_back({std::move(socket), "http"});
  }
  first.server.leave_listeners();
  first.drain(std::chrono::seconds(1));
  std::vector<RawClient> waiting;
  for (int i = 0; i < 10; ++i) {
    waiting.push_back(RawClient::tcp(port));
    waiting.back().send(kHello);
  }
  TestServer second;
  second.add_usual_routes();
  second.start(InheritedListeners(std::move(left)).take("http", "127.0.0.1:0"));
  for (RawClient& client : waiting) EXPECT_EQ(client.answer().status, 200);
  second.drain(std::chrono::seconds(1));
}

TEST(InheritedListeners, VariablesOfAnotherProcessAreIgnored) {
  setenv("LISTEN_PID", "1", 1);
  setenv("LISTEN_FDS", "1", 1);
  setenv("LISTEN_FDNAMES", "http", 1);
  const auto found = inherited_listeners();
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->rest().empty());
  EXPECT_EQ(getenv("LISTEN_FDS"), nullptr) << "a child must not inherit them";
}

TEST(InheritedListeners, ADescriptorThatDoesNotListenIsRefused) {
  // In a test, descriptor 3 is never a listening socket.
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", "1", 1);
  EXPECT_EQ(inherited_listeners().error().message,
            "$LISTEN_FDS: descriptor 3 is not a listening stream socket");
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", "100000", 1);
  EXPECT_EQ(inherited_listeners().error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace yak::net
