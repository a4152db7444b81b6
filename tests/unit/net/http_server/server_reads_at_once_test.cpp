// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "server_fixture.hpp"

namespace yak::net::testing {
namespace {

task<ServerResponse> answer_after(Gate& gate, std::string text) {
  co_await gate.pass();
  co_return ServerResponse(200, "text/plain", std::move(text));
}

void add_reading_at_once(TestServer& server, Gate& gate, std::chrono::milliseconds timeout) {
  Route route("POST", "/slow", [&gate](const ServerRequest& request) {
    return answer_after(gate, std::string(request.body));
  });
  route.reads_at_once = true;
  route.timeout = timeout;
  EXPECT_TRUE(server.routes.add(std::move(route)));
}

constexpr const char* kSlow = "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";

TEST(ServerReadsAtOnce, AnswersAndKeepsBytesAfterTheRequest) {
  Gate gate;
  TestServer server;
  add_reading_at_once(server, gate, std::chrono::seconds(30));
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send(std::string(kSlow) + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(gate.was_entered());
  gate.open();
  const Answer slow = client.answer();
  EXPECT_EQ(slow.status, 200);
  EXPECT_EQ(slow.body, "body");
  EXPECT_EQ(client.answer().status, 200);
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().status, 200);
}

TEST(ServerReadsAtOnce, NamesTheRouteWhenItsHandlerTakesTooLong) {
  Gate gate;
  TestServer server;
  add_reading_at_once(server, gate, std::chrono::milliseconds(30));
  server.start();
  RawClient client = server.connect();
  client.send(kSlow);
  EXPECT_EQ(client.answer().status, 503);
  ASSERT_TRUE(gate.was_entered());
  gate.open();
  EXPECT_TRUE(server.log.contains("a handler took too long"));
  EXPECT_TRUE(server.log.contains("/slow"));
}

}  // namespace
}  // namespace yak::net::testing
