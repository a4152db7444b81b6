// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "server_fixture.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net::testing {
namespace {

using std::chrono::milliseconds;

constexpr const char* kLimitsHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(ServerLimits, AnswersASlowHeaderWith408) {
  ServerOptions options = TestServer::options();
  options.header_timeout = milliseconds(30);
  TestServer server(options);
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("GET /hello HT");
  EXPECT_EQ(client.answer().status, 408);
  EXPECT_TRUE(client.closes());
  EXPECT_EQ(server.rejected("too_slow"), 1);
}

TEST(ServerLimits, CountsHeaderTimeFromTheFirstByteNotFromTheLast) {
  ServerOptions options = TestServer::options();
  options.header_timeout = scaled(milliseconds(200));
  TestServer server(options);
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("GET /hello HTTP/1.1\r\n");
  Answer answer;
  // Each byte arrives well within the limit; all of them together do not.
  const auto dripping = std::async(std::launch::async, [&] {
    while (client.send("X")) std::this_thread::sleep_for(milliseconds(20));
  });
  EXPECT_EQ(client.answer().status, 408);
}

TEST(ServerLimits, AnswersASlowBodyWith408) {
  ServerOptions options = TestServer::options();
  options.body_timeout = milliseconds(30);
  TestServer server(options);
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(client.answer().status, 408);
  EXPECT_TRUE(client.closes());
}

TEST(ServerLimits, ClosesSilentConnections) {
  ServerOptions options = TestServer::options();
  options.header_timeout = milliseconds(30);
  TestServer server(options);
  server.start();
  RawClient silent = server.connect();
  EXPECT_TRUE(silent.closes());
  EXPECT_TRUE(eventually([&] { return server.server.connections() == 0; }));
}

TEST(ServerLimits, ClosesIdleConnections) {
  ServerOptions options = TestServer::options();
  options.idle_timeout = milliseconds(30);
  TestServer server(options);
  server.add_usual_routes();
  server.start();
  RawClient idle = server.connect();
  idle.send(kLimitsHello);
  EXPECT_EQ(idle.answer().status, 200);
  EXPECT_TRUE(idle.closes());
  EXPECT_TRUE(eventually([&] { return server.server.connections() == 0; }));
  EXPECT_EQ(server.metrics.value("yak_http_connections"), 0);
  EXPECT_EQ(server.rejected("too_slow"), 0);
}

TEST(ServerLimits, RefusesConnectionsAboveTheBoundIfNoneIsIdle) {
  Event done;
  ServerOptions options = TestServer::options();
  options.max_connections = 3;
  TestServer server(options);
  server.add_usual_routes();
  server.add("GET", "/work", [&](const ServerRequest&) -> task<ServerResponse> {
    co_await done.wait();
    co_return ServerResponse(200, "application/json", "{}");
  });
  server.start();
  std::vector<RawClient> clients;
  clients.push_back(server.connect());
  clients.back().send("GET /work HTTP/1.1\r\nHost: a\r\n\r\n");
  for (const char* part :
       {"GET /hel", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"}) {
    clients.push_back(server.connect());
    clients.back().send(part);
  }
  // A connection is idle until its first byte arrives.
  ASSERT_TRUE(eventually(
      [&] { return server.server.idle_connections() == 0 && server.server.connections() == 3; }));
  RawClient over = server.connect();
  const Answer answer = over.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_TRUE(over.closes());
  EXPECT_EQ(server.rejected("connections"), 1);
  done.set();
  EXPECT_EQ(clients.front().answer().status, 200);
  // The server counts the connection as idle only after its response has left.
  ASSERT_TRUE(eventually([&] { return server.server.idle_connections() == 1; }));
  RawClient again = server.connect();
  again.send(kLimitsHello);
  EXPECT_EQ(again.answer().status, 200) << "it replaces the connection that is now idle";
}

TEST(ServerLimits, ClosesTheConnectionThatIsIdleLongestForANewOne) {
  for (const std::size_t loops : {1U, 4U}) {
    ServerOptions options = TestServer::options();
    options.max_connections = 3;
    TestServer server(options, loops);
    server.add_usual_routes();
    server.start();
    std::vector<RawClient> clients;
    for (int i = 0; i < 10; ++i) {
      clients.push_back(server.connect());
      clients.back().send(kLimitsHello);
      ASSERT_EQ(clients.back().answer().status, 200) << i;
      ASSERT_TRUE(eventually([&] {
        return server.server.idle_connections() == std::min<std::size_t>(clients.size(), 3);
      }));
      if (i != 2) continue;
      // The first connection is used again: the second has now been idle longest.
      clients.front().send(kLimitsHello);
      ASSERT_EQ(clients.front().answer().status, 200);
    }
    EXPECT_EQ(server.metrics.value("yak_http_idle_closed_total"), 7);
    EXPECT_EQ(server.rejected("connections"), 0);
    if (loops > 1) continue;
    EXPECT_TRUE(clients[1].closes());
    for (std::size_t i = 7; i < 10; ++i) {
      clients[i].send(kLimitsHello);
      EXPECT_EQ(clients[i].answer().status, 200) << i;
    }
  }
}

TEST(ServerLimits, AllBodiesShareOneBudget) {
  ServerOptions options = TestServer::options();
  options.max_body_memory = 100'000;
  TestServer server(options);
  server.add_usual_routes();
  server.start();
  const std::string large =
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + std::string(59'999, 'x');
  RawClient first = server.connect();
  first.send(large);
  ASSERT_TRUE(eventually([&] { return server.server.body_memory() > 50'000; }));
  RawClient second = server.connect();
  second.send(large);
  EXPECT_EQ(second.answer().status, 503);
  EXPECT_TRUE(second.closes());
  EXPECT_EQ(server.rejected("bodies"), 1);
  RawClient small = server.connect();
  small.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n" +
             std::string(4000, 'y'));
  EXPECT_EQ(small.answer().body, std::string(4000, 'y'));
  first.send("x");
  EXPECT_EQ(first.answer().body, std::string(60'000, 'x'));
  EXPECT_TRUE(eventually([&] { return server.server.body_memory() == 0; }));
}

TEST(ServerLimits, SurvivesAClientThatClosesWithinARequest) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  for (const char* part : {"", "GET", "GET /hello HTTP/1.1\r\nHost",
                           "POST /echo HTTP/1.1\r\nHost: "
                           "a\r\nContent-Length: 9\r\n\r\nhalf"}) {
    RawClient polite = server.connect();
    polite.send(part);
    polite.finish_sending();
    EXPECT_TRUE(polite.closes()) << part;
    RawClient rude = server.connect();
    rude.send(part);
    rude.reset();
  }
  EXPECT_TRUE(eventually([&] { return server.server.connections() == 0; }));
}

TEST(ServerDrain, LetsRequestsInFlightFinishAndClosesIdleConnections) {
  Gate gate;
  TestServer server;
  server.add_usual_routes();
  server.add("GET", "/work", [&](const ServerRequest&) -> task<ServerResponse> {
    co_await gate.pass();
    co_return ServerResponse(200, "application/json", "{\"done\":1}");
  });
  server.start();
  RawClient idle = server.connect();
  idle.send(kLimitsHello);
  ASSERT_EQ(idle.answer().status, 200);
  RawClient busy = server.connect();
  busy.send("GET /work HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(gate.was_entered());
  auto drained = server.begin_drain(std::chrono::seconds(30));
  EXPECT_TRUE(idle.closes());
  EXPECT_EQ(drained.wait_for(milliseconds(0)), std::future_status::timeout);
  EXPECT_TRUE(eventually([&] { return !server.connect().connected(); }));
  gate.open();
  const Answer answer = busy.answer();
  EXPECT_EQ(answer.body, "{\"done\":1}");
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(busy.closes());
  busy.close();
  EXPECT_EQ(drained.wait_for(scaled(std::chrono::seconds(5))), std::future_status::ready);
  EXPECT_EQ(server.server.connections(), 0U);
}

TEST(ServerDrain, FinishesAPartlyReceivedRequest) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha");
  RawClient idle = server.connect();
  idle.send(kLimitsHello);
  ASSERT_EQ(idle.answer().status, 200);
  auto drained = server.begin_drain(std::chrono::seconds(30));
  EXPECT_TRUE(idle.closes());
  client.send("lf");
  EXPECT_EQ(client.answer().body, "half");
  EXPECT_TRUE(client.closes());
  client.close();
  EXPECT_EQ(drained.wait_for(scaled(std::chrono::seconds(5))), std::future_status::ready);
}

TEST(ServerDrain, CancelsRemainingRequestsAtTheLimit) {
  Gate gate;
  TestServer server;
  WriteOutcome outcome;
  server.add("GET", "/stuck", [&](const ServerRequest&) -> task<ServerResponse> {
    co_await gate.pass();
    ServerResponse response(200, "application/json", "{}");
    response.after_write = outcome.callback();
    co_return response;
  });
  server.start();
  RawClient client = server.connect();
  client.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(gate.was_entered());
  auto drained = server.begin_drain(milliseconds(20));
  EXPECT_TRUE(client.closes());
  gate.open();
  EXPECT_EQ(outcome.wait(), false);
  EXPECT_EQ(drained.wait_for(scaled(std::chrono::seconds(5))), std::future_status::ready);
  EXPECT_EQ(server.server.connections(), 0U);
}

TEST(ServerDrain, EndsAtOnceWithoutConnections) {
  TestServer server;
  server.start();
  auto drained = server.begin_drain(std::chrono::hours(1));
  EXPECT_EQ(drained.wait_for(scaled(std::chrono::seconds(5))), std::future_status::ready);
}

}  // namespace
}  // namespace yak::net::testing
