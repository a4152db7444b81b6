// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <functional>

#include "base/version.hpp"
#include "client_fixture.hpp"
#include "net/http_client/exchange.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;

class HttpClientTest : public ClientFixture {};

TEST_F(HttpClientTest, SendsARequestAndReturnsTheAnswer) {
  ScriptedServer server(echo_requests);
  auto request = post(server.url("/path?q=1"), "body");
  request.headers.emplace_back("X-Test", "yes");
  const auto response = send(std::move(request));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body,
            "POST /path?q=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                "\r\nX-Test: yes\r\nUser-Agent: yak/" + std::string(base::version()) +
                "\r\nAccept-Encoding: identity\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(ended("ok"), 1);
}

/// Runs an exchange with `server` until the request is written, and returns its plan.
RequestPlan plan_after_writing(HttpRequest request, const ScriptedServer& server) {
  EventLoops loops(1);
  testing::CountingMetrics metrics;
  testing::RecordingLog log;
  ClientLoop loop(loops, 0, std::make_shared<ClientShared>(HttpClientOptions(), log, metrics),
                  metrics);
  auto plan = plan_request(std::move(request), ProxyRules(), loop.destinations).value();
  PooledConnection connection(loop.context, loop.pool, ConnectionSlot());
  const boost::asio::ip::tcp::endpoint endpoint(boost::asio::ip::address_v4::loopback(),
                                                server.port());
  IoStep step = connection.transport.connect(Transport::Endpoint(endpoint));
  while (step.status == IoStatus::want_write) step = connection.transport.connected();
  EXPECT_EQ(step.status, IoStatus::done) << connection.transport.failure();
  RequestDeadline deadline(loop.deadlines, plan.deadlines, plan.to->peer);
  Exchange exchange(loop, connection, plan, nullptr, deadline);
  EXPECT_EQ(exchange.step(), Exchange::WaitFor::readable);
  return plan;
}

/// True if the text is stored inside the object, so that the object owns no heap memory.
bool stands_in(const Secret& secret, const char* text) {
  const auto* const begin = reinterpret_cast<const char*>(&secret);
  return !std::less<>()(text, begin) && std::less<>()(text, begin + sizeof secret);
}

TEST_F(HttpClientTest, ReleasesARequestThatItMayNotRepeatOnceWritten) {
  constexpr std::size_t kSize = 10'000;
  ScriptedServer server([](Peer& peer) { peer.wait_for_close(); });
  auto once = post(server.url(), std::string(kSize, 'x'));
  auto again = once;
  again.method = "PUT";
  const RequestPlan posted = plan_after_writing(std::move(once), server);
  EXPECT_TRUE(posted.head.empty());
  EXPECT_TRUE(stands_in(posted.head, posted.head.reveal().data()))
      << "its heap memory was not released";
  EXPECT_LT(posted.body.capacity(), 100U);
  const RequestPlan put = plan_after_writing(std::move(again), server);
  EXPECT_EQ(put.body.size(), kSize);
}

TEST_F(HttpClientTest, FollowsNoRedirect) {
  ScriptedServer elsewhere(echo_requests);
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + elsewhere.url() +
               "\r\nContent-Length: 0\r\n\r\n");
  });
  const auto response = send(post(server.url(), "a secret"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->status, 307);
  EXPECT_EQ(elsewhere.accepted(), 0U);
}

TEST_F(HttpClientTest, SendsABodyLargerThanAnyBuffer) {
  ScriptedServer server([](Peer& peer) {
    const std::string request = peer.read_request();
    peer.write(answer(std::to_string(request.size() - request.find("\r\n\r\n") - 4)));
  });
  auto request = post(server.url(), std::string(20'000'000, 'x'));
  const auto response = send(std::move(request));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "20000000");
}

TEST_F(HttpClientTest, ReadsABodyLargerThanAnyBuffer) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(answer(std::string(3'000'000, 'y')));
  });
  auto request = get(server.url());
  request.max_response_bytes = 3'000'000;
  const auto response = send(std::move(request));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, std::string(3'000'000, 'y'));
}

TEST_F(HttpClientTest, ReadsAnAnswerSentBeforeTheRequestIsComplete) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge");
    ::shutdown(peer.socket(), SHUT_WR);
    peer.wait_for_close();
  });
  const auto response = send(post(server.url(), std::string(5'000'000, 'x')));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->status, 413);
}

TEST_F(HttpClientTest, AnAnswerCutShortIsUnavailable) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  });
  const auto response = send(get(server.url()));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(response.error().not_sent);
}

TEST_F(HttpClientTest, AnAnswerThatIsNotHttpIsProtocol) {
  ScriptedServer server([](Peer& peer) {
    peer.write("220 mail ready\r\n");
    peer.wait_for_close();
  });
  const auto response = send(get(server.url("/secret?token=1")));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::protocol);
  EXPECT_EQ(response.error().message.find("token"), std::string::npos);
  EXPECT_EQ(ended("protocol"), 1);
}

TEST_F(HttpClientTest, AnAnswerAboveTheLimitIsTooLarge) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(answer(std::string(101, 'x')));
    peer.wait_for_close();
  });
  auto request = get(server.url());
  request.max_response_bytes = 100;
  EXPECT_EQ(send(std::move(request)).error().kind, ErrorKind::too_large);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientTest, AHeadRequestHasNoBodyAndKeepsTheConnection) {
  ScriptedServer server([](Peer& peer) {
    while (!peer.read_request().empty()) {
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    }
  });
  for (int i = 0; i < 2; ++i) {
    const auto response = send({"HEAD", server.url()});
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->header("content-length"), "1000");
  }
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientTest, StreamsABodyAndStopsWhenTheSinkHasEnough) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n");
    peer.write("5\r\nhello\r\n");
    peer.wait_for_close();
  });
  RecordingSink sink;
  sink.stop_at = 5;
  const auto response = stream(get(server.url()), sink);
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->header("X-A"), "b");
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(sink.data, "hello");
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientTest, StreamsToTheEndAndReusesTheConnection) {
  ScriptedServer server(echo_requests);
  for (int i = 0; i < 2; ++i) {
    RecordingSink sink;
    ASSERT_TRUE(stream(get(server.url("/streamed")), sink).has_value());
    EXPECT_TRUE(sink.data.starts_with("GET /streamed"));
  }
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientTest, CollectsABodyThatTheSinkDeclines) {
  ScriptedServer server(echo_requests);
  RecordingSink sink;
  sink.takes_body = false;
  const auto response = stream(get(server.url()), sink);
  ASSERT_TRUE(response.has_value());
  EXPECT_TRUE(response->body.starts_with("GET /"));
  EXPECT_EQ(sink.data, "");
}

TEST_F(HttpClientTest, WhatASinkThrowsReachesTheCallerAndClosesTheConnection) {
  struct Throwing final : BodySink {
    bool on_head(const HttpResponse&) override { throw std::runtime_error("bug"); }
    bool on_data(std::string_view) override { return true; }
  };
  ScriptedServer server(echo_requests);
  Throwing sink;
  EXPECT_THROW(stream(get(server.url()), sink), std::runtime_error);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientTest, ARefusedConnectionMeansNotSent) {
  const auto response = send(get("http://127.0.0.1:" + std::to_string(refused_port()) + "/"));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(response.error().not_sent);
  EXPECT_NE(response.error().message.find("Connection refused"), std::string::npos);
}

TEST_F(HttpClientTest, TriesEveryAddressOfAName) {
  // On most machines `localhost` is also ::1, where no server listens.
  ScriptedServer server(echo_requests);
  const auto response = send(get("http://localhost:" + std::to_string(server.port()) + "/"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
}

TEST_F(HttpClientTest, AnUnknownHostMeansNotSent) {
  auto request = get("http://no-such-host.invalid/");
  request.deadlines.connect = 20s;
  const auto response = send(std::move(request));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::unavailable) << response.error().message;
  EXPECT_TRUE(response.error().not_sent);
  EXPECT_NE(response.error().message.find("no-such-host.invalid"), std::string::npos);
}

TEST_F(HttpClientTest, AWrongRequestIsInvalid) {
  auto request = get("http://127.0.0.1/");
  request.headers.emplace_back("X", "a\r\nb: c");
  const auto response = send(std::move(request));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(response.error().not_sent);
}

TEST_F(HttpClientTest, RunsOnAnEventLoopWhereverItIsCalled) {
  start();
  boost::asio::io_context elsewhere;
  auto outcome = boost::asio::co_spawn(elsewhere, client->send(get("http://127.0.0.1:1/")),
                                       boost::asio::use_future);
  elsewhere.run();
  EXPECT_EQ(outcome.get().error().kind, ErrorKind::unavailable);
}

TEST_F(HttpClientTest, SpeaksOverAUnixSocket) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("yak client " + std::to_string(::getpid()) + ".sock");
  std::filesystem::remove(path);
  {
    ScriptedServer server(path.string(), echo_requests);
    for (int i = 0; i < 2; ++i) {
      const auto response = send(get("http+unix://" + percent_encode(path.string()) + "/livez"));
      ASSERT_TRUE(response.has_value()) << response.error().message;
      EXPECT_TRUE(response->body.starts_with("GET /livez HTTP/1.1\r\nHost: localhost\r\n"));
    }
    EXPECT_EQ(server.accepted(), 1U);
  }
  std::filesystem::remove(path);
  const auto gone = send(post("http+unix://" + percent_encode(path.string()) + "/livez", "x"));
  ASSERT_FALSE(gone.has_value());
  EXPECT_TRUE(gone.error().not_sent);
}

}  // namespace
}  // namespace yak::net
