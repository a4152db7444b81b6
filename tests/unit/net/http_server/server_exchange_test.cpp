// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "server_fixture.hpp"

namespace yak::net::testing {
namespace {

constexpr const char* kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST(ServerExchange, AnswersManyRequestsOnOneConnection) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  for (int i = 0; i < 100; ++i) {
    const std::string body(static_cast<std::size_t>(i) * 37, 'x');
    ASSERT_TRUE(client.send(post(body)));
    const Answer answer = client.answer();
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, body);
    EXPECT_EQ(answer.header("connection"), "");
    EXPECT_TRUE(answer.header("date").ends_with(" GMT"));
  }
  EXPECT_EQ(server.responses("2xx"), 100);
  EXPECT_EQ(server.metrics.value("yak_http_connections"), 1);
}

TEST(ServerExchange, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  std::string all;
  for (int i = 0; i < 500; ++i) all += post("number " + std::to_string(i));
  all += "GET /missing HTTP/1.1\r\nHost: a\r\n\r\n";
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 500; ++i) ASSERT_EQ(client.answer().body, "number " + std::to_string(i));
  EXPECT_EQ(client.answer().status, 404);
}

TEST(ServerExchange, ReadsARequestByteByByte) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  for (const char byte : post("slow but steady")) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.answer().body, "slow but steady");
}

TEST(ServerExchange, ReadsChunkedBodies) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nWiki\r\n6;ext=\"1\"\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\nTrailer: x\r\n\r\n";
  ASSERT_TRUE(client.send(request + kHello));
  EXPECT_EQ(client.answer().body, "Wikipedia in \r\n\r\nchunks.");
  EXPECT_EQ(client.answer().status, 200);
}

TEST(ServerExchange, ShowsTheRequestToItsHandler) {
  TestServer server;
  server.add("*", "/show/*", [](const ServerRequest& request) -> task<ServerResponse> {
    std::string text = std::string(request.method) + "|" + std::string(request.target) + "|" +
                       std::string(request.path) + "|" + std::string(request.query) + "|" +
                       std::string(request.header("x-one")) + "|" + std::string(request.body) +
                       "|" + std::string(request.remote) + "|" +
                       std::to_string(request.headers.size());
    co_return ServerResponse(200, "application/json", std::move(text));
  });
  server.start();
  RawClient client = server.connect();
  client.send(
      "PUT /show/a%20b?c=d&e HTTP/1.1\r\nHost: a\r\nX-ONE:  value \r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(client.answer().body, "PUT|/show/a%20b?c=d&e|/show/a%20b|c=d&e|value|hi|127.0.0.1|3");
  client.send("GET http://example.com/show/x?y HTTP/1.1\r\nHost: example.com\r\n\r\n");
  EXPECT_EQ(client.answer().body, "GET|http://example.com/show/x?y|/show/x|y|||127.0.0.1|1");
}

TEST(ServerExchange, ServesHeadWithoutABody) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nHEAD /none HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer head = client.answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "11");
  EXPECT_EQ(client.answer(true).status, 404);
  client.send(kHello);
  EXPECT_EQ(client.answer().body, "{\"hello\":1}");
}

TEST(ServerExchange, ClosesIfTheClientAsksForIt) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient modern = server.connect();
  modern.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(modern.answer().header("connection"), "close");
  EXPECT_TRUE(modern.closes());
  RawClient old = server.connect();
  old.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.answer().header("connection"), "close");
  EXPECT_TRUE(old.closes());
}

TEST(ServerExchange, KeepsAnHttp10ConnectionThatAsksForIt) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  for (int i = 0; i < 2; ++i) {
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.answer().header("connection"), "keep-alive");
  }
}

TEST(ServerExchange, AnswersAClientThatHasFinishedSending) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send(kHello);
  client.finish_sending();
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.closes());
}

TEST(ServerExchange, SendsContinueIfExpected) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.answer(true).status, 100);
  client.send("ok");
  EXPECT_EQ(client.answer().body, "ok");
}

TEST(ServerExchange, RefusesInsteadOfContinueIfItWillNotReadTheBody) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient missing = server.connect();
  missing.send("POST /no HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(missing.answer().status, 404);
  EXPECT_TRUE(missing.closes());
  RawClient large = server.connect();
  large.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(large.answer().status, 413);
  EXPECT_TRUE(large.closes());
}

TEST(ServerExchange, SendsLargeBodiesWhole) {
  TestServer server;
  const std::string large(std::size_t{8} << 20U, 'y');
  server.add("GET", "/large", [&large](const ServerRequest&) -> task<ServerResponse> {
    co_return ServerResponse(200, "application/octet-stream", large);
  });
  server.start();
  RawClient client = server.connect();
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().body, large);
}

TEST(ServerExchange, SurvivesHandlersThatThrow) {
  TestServer server;
  server.add_usual_routes();
  server.add("GET", "/throw", [](const ServerRequest&) -> task<ServerResponse> {
    throw std::runtime_error("broken part");
    co_return ServerResponse();
  });
  server.add("GET", "/throw-early", [](const ServerRequest&) -> task<ServerResponse> { throw 7; });
  server.start();
  RawClient client = server.connect();
  for (const char* path : {"/throw", "/throw-early"}) {
    client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const Answer answer = client.answer();
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("broken"), std::string::npos);
  }
  client.send(kHello);
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(server.log.contains("broken part"));
}

TEST(ServerExchange, CancelsAHandlerPastItsTimeout) {
  TestServer server;
  std::promise<bool> cancelled;
  Route route("GET", "/sleep", [&](const ServerRequest&) -> task<ServerResponse> {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    std::chrono::hours(1));
    try {
      co_await timer.async_wait(boost::asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      cancelled.set_value(true);
      throw;
    }
    co_return ServerResponse(200, "application/json", "{}");
  });
  route.timeout = std::chrono::milliseconds(20);
  ASSERT_TRUE(server.routes.add(std::move(route)));
  server.start();
  RawClient client = server.connect();
  client.send("GET /sleep HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_TRUE(client.closes());
  EXPECT_TRUE(cancelled.get_future().get());
  EXPECT_EQ(server.rejected("handler_timeout"), 1);
  EXPECT_EQ(server.log.count(LogLevel::error), 0U);
}

TEST(ServerExchange, AnswersForAHandlerThatIgnoresCancellation) {
  Gate gate;
  TestServer server;
  WriteOutcome outcome;
  std::string seen;
  Route route("POST", "/stuck", [&](const ServerRequest& request) -> task<ServerResponse> {
    co_await gate.pass();
    seen = std::string(request.body);  // the request's views must still be valid
    ServerResponse response(200, "application/json", "{}");
    response.after_write = outcome.callback();
    co_return response;
  });
  route.timeout = std::chrono::milliseconds(20);
  ASSERT_TRUE(server.routes.add(std::move(route)));
  server.start();
  RawClient client = server.connect();
  client.send("POST /stuck HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nviewed");
  EXPECT_EQ(client.answer().status, 503);
  gate.open();
  EXPECT_EQ(outcome.wait(), false);
  EXPECT_EQ(seen, "viewed");
  EXPECT_TRUE(client.closes());
}

TEST(ServerExchange, OmitsHeadersThatWouldBreakTheMessage) {
  TestServer server;
  server.add("GET", "/split", [](const ServerRequest&) -> task<ServerResponse> {
    ServerResponse response(200, "application/json", "{}");
    response.headers.emplace_back("X-Good", "1");
    response.headers.emplace_back("X-Bad", "1\r\nX-Injected: 2");
    response.headers.emplace_back("Content-Length", "9");
    co_return response;
  });
  server.start();
  RawClient client = server.connect();
  client.send("GET /split HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer answer = client.answer();
  EXPECT_EQ(answer.header("x-good"), "1");
  EXPECT_EQ(answer.raw.find("njected"), std::string::npos);
  EXPECT_EQ(answer.body, "{}");
}

}  // namespace
}  // namespace yak::net::testing
