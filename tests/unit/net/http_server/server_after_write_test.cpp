// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "server_fixture.hpp"

namespace yak::net::testing {
namespace {

struct Case {
  Gate gate;
  WriteOutcome outcome;
  WriteOutcome reset;
  TestServer server;

  Case() {
    server.add("POST", "/work", [this](const ServerRequest&) -> task<ServerResponse> {
      co_await gate.pass();
      ServerResponse response(200, "application/json", "{}");
      response.after_write = outcome.callback();
      response.after_reset = [told = reset.callback()] { told(true); };
      co_return response;
    });
    server.start();
  }
  RawClient ask() {
    RawClient client = server.connect();
    client.send("POST /work HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    EXPECT_TRUE(gate.was_entered());
    return client;
  }
};

TEST(ServerAfterWrite, IsTrueForAConnectedClient) {
  Case test;
  RawClient client = test.ask();
  test.gate.open();
  EXPECT_EQ(test.outcome.wait(), true);
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(test.outcome.calls(), 1);
}

TEST(ServerAfterWrite, IsFalseForAClientThatLeftAndTheHandlerCompletes) {
  Case test;
  RawClient client = test.ask();
  client.close();
  test.gate.open();
  EXPECT_EQ(test.outcome.wait(), false);
  EXPECT_TRUE(eventually([&] { return test.server.server.connections() == 0; }));
  EXPECT_EQ(test.outcome.calls(), 1);
}

TEST(ServerAfterWrite, IsFalseAfterAReset) {
  Case test;
  RawClient client = test.ask();
  client.reset();
  test.gate.open();
  EXPECT_EQ(test.outcome.wait(), false);
  EXPECT_EQ(test.outcome.calls(), 1);
}

TEST(ServerAfterReset, IsCalledIfTheClientResetsAfterTheResponse) {
  Case test;
  RawClient client = test.ask();
  test.gate.open();
  EXPECT_EQ(test.outcome.wait(), true);
  client.reset();
  EXPECT_EQ(test.reset.wait(), true);
  EXPECT_EQ(test.reset.calls(), 1);
}

TEST(ServerAfterReset, IsNotCalledIfTheClientContinues) {
  Case test;
  RawClient client = test.ask();
  test.gate.open();
  EXPECT_EQ(client.answer().status, 200);
  client.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().status, 404);
  client.reset();
  EXPECT_TRUE(eventually([&] { return test.server.server.connections() == 0; }));
  EXPECT_EQ(test.reset.calls(), 0);
}

TEST(ServerAfterReset, IsNotCalledIfTheClientClosesGracefully) {
  Case test;
  RawClient client = test.ask();
  test.gate.open();
  EXPECT_EQ(client.answer().status, 200);
  client.close();
  EXPECT_TRUE(eventually([&] { return test.server.server.connections() == 0; }));
  EXPECT_EQ(test.reset.calls(), 0);
}

TEST(ServerAfterWrite, MayThrow) {
  TestServer server;
  server.add("GET", "/throw", [](const ServerRequest&) -> task<ServerResponse> {
    ServerResponse response(200, "application/json", "{}");
    response.after_write = [](bool) { throw 1; };
    co_return response;
  });
  server.start();
  RawClient client = server.connect();
  for (int i = 0; i < 2; ++i) {
    client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.answer().status, 200);
  }
}

TEST(ServerAfterWrite, IsFalseWhenTheClientStopsReading) {
  ServerOptions options = TestServer::options();
  options.write_timeout = std::chrono::milliseconds(50);
  TestServer server(options);
  WriteOutcome outcome;
  server.add("GET", "/huge", [&](const ServerRequest&) -> task<ServerResponse> {
    ServerResponse response(200, "application/json", std::string(std::size_t{64} << 20U, 'z'));
    response.after_write = outcome.callback();
    co_return response;
  });
  server.start();
  RawClient client = server.connect();
  client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(outcome.wait(), false);
  EXPECT_TRUE(eventually([&] { return server.server.connections() == 0; }));
}

}  // namespace
}  // namespace yak::net::testing
