// SPDX-License-Identifier: Apache-2.0
#include "client_fixture.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;

class HttpClientReuse : public ClientFixture {};

TEST_F(HttpClientReuse, ReusesAConnectionThatIsKeptAlive) {
  ScriptedServer server(echo_requests);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(send(get(server.url())).has_value());
  EXPECT_EQ(server.accepted(), 1U);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 1);
}

TEST_F(HttpClientReuse, ALoopHasItsOwnConnections) {
  ScriptedServer server(echo_requests);
  ASSERT_TRUE(send(get(server.url()), 0).has_value());
  ASSERT_TRUE(send(get(server.url()), 1).has_value());
  EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(HttpClientReuse, DoesNotReuseAConnectionThatTheServerEnds) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(answer("x", "Connection: close\r\n"));
  });
  ASSERT_TRUE(send(get(server.url())).has_value());
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
  ASSERT_TRUE(send(get(server.url())).has_value());
  EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(HttpClientReuse, DoesNotReuseAConnectionThatClosedWhileIdle) {
  std::promise<void> closed;
  ScriptedServer server([&closed](Peer& peer) {
    peer.read_request();
    peer.write(answer("x"));
    if (peer.number() > 0) return;
    peer.close();
    closed.set_value();
  });
  ASSERT_TRUE(send(get(server.url())).has_value());
  closed.get_future().wait();
  // A POST is not repeated, so it must not be sent on a connection that is known to be closed.
  const auto response = send(post(server.url(), "x"));
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(HttpClientReuse, ForgetsAnIdleConnectionWhenItsTimeIsUp) {
  std::promise<void> closed;
  ScriptedServer server([&closed](Peer& peer) {
    peer.read_request();
    peer.write(answer("x"));
    peer.wait_for_close();
    closed.set_value();
  });
  options.idle_timeout = 60ms;
  ASSERT_TRUE(send(get(server.url())).has_value());
  EXPECT_EQ(closed.get_future().wait_for(yak::testing::scaled(10s)), std::future_status::ready);
}

TEST_F(HttpClientReuse, DoesNotKeepAConnectionThatTheServerIsAboutToEnd) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(answer("x", "Keep-Alive: timeout=1\r\n"));
    peer.wait_for_close();
  });
  ASSERT_TRUE(send(get(server.url())).has_value());
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

/// Answers once on the first connection and closes it when the second request arrives.
void end_at_second_request(Peer& peer, bool with_reset) {
  peer.read_request();
  peer.write(answer("first"));
  if (peer.number() == 0) {
    peer.read_request();
    with_reset ? peer.reset() : peer.close();
    return;
  }
  peer.wait_for_close();
}

TEST_F(HttpClientReuse, RepeatsAnIdempotentRequestOnceOnANewConnection) {
  for (const bool with_reset : {false, true}) {
    ScriptedServer server([with_reset](Peer& peer) { end_at_second_request(peer, with_reset); });
    ASSERT_TRUE(send(get(server.url())).has_value());
    const auto response = send(get(server.url()));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(server.accepted(), 2U);
  }
}

TEST_F(HttpClientReuse, DoesNotRepeatAPostWhoseBytesHaveLeft) {
  for (const bool with_reset : {false, true}) {
    ScriptedServer server([with_reset](Peer& peer) { end_at_second_request(peer, with_reset); });
    ASSERT_TRUE(send(get(server.url())).has_value());
    const auto response = send(post(server.url(), "once"));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
    EXPECT_FALSE(response.error().not_sent);
    EXPECT_EQ(server.accepted(), 1U);
  }
}

TEST_F(HttpClientReuse, DoesNotRepeatOnANewConnection) {
  ScriptedServer server([](Peer& peer) { peer.read_request(); });
  const auto response = send(get(server.url()));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(response.error().not_sent);
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientReuse, AfterCloseNoRequestStarts) {
  std::promise<void> closed;
  ScriptedServer server([&closed](Peer& peer) {
    peer.read_request();
    peer.write(answer("x"));
    peer.wait_for_close();
    closed.set_value();
  });
  ASSERT_TRUE(send(get(server.url())).has_value());
  client->close();
  EXPECT_EQ(closed.get_future().wait_for(yak::testing::scaled(10s)), std::future_status::ready);
  const auto response = send(get(server.url()));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(response.error().not_sent);
}

TEST_F(HttpClientReuse, ARequestUnderWayOutlivesClose) {
  std::promise<void> arrived;
  std::promise<void> go;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    go.get_future().wait();
    peer.write(answer("late"));
    peer.wait_for_close();
  });
  auto pending = begin(get(server.url()));
  arrived.get_future().wait();
  client->close();
  go.set_value();
  const auto response = pending.get();
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "late");
}

TEST_F(HttpClientReuse, TheClientMayBeDestroyedWithRequestsPending) {
  std::promise<void> arrived;
  ScriptedServer server([&arrived](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto pending = begin(get(server.url()));
  arrived.get_future().wait();
  auto waiting = begin(get(server.url()));
  loops.stop();
  client.reset();
}

}  // namespace
}  // namespace yak::net
