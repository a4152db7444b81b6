// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client_limits_fixture.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;

class HttpClientQueue : public HttpClientLimits {};

TEST_F(HttpClientQueue, RequestsAboveTheLimitWaitInOrder) {
  std::mutex mutex;
  std::vector<std::string> order;
  std::promise<void> arrived;
  std::promise<void> go;
  ScriptedServer server([&](Peer& peer) {
    for (int i = 0; i < 3; ++i) {
      const std::string head = peer.read_request();
      if (i == 0) {
        arrived.set_value();
        go.get_future().wait();
      }
      const std::scoped_lock lock(mutex);
      order.push_back(head.substr(4, 2));
      peer.write(answer("x"));
    }
  });
  options.max_connections_per_host = 1;
  std::vector<std::future<Outcome>> pending;
  pending.push_back(begin(get(server.url("/1"))));
  arrived.get_future().wait();
  pending.push_back(begin(get(server.url("/2"))));
  pending.push_back(begin(get(server.url("/3"))));
  go.set_value();
  for (auto& outcome : pending) EXPECT_TRUE(outcome.get().has_value());
  EXPECT_EQ(order, (std::vector<std::string>{"/1", "/2", "/3"}));
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientQueue, AWaitingRequestGetsThePlaceOfAConnectionThatBreaks) {
  std::promise<void> arrived;
  std::promise<void> go;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    if (peer.number() == 0) {
      arrived.set_value();
      go.get_future().wait();
      return;
    }
    peer.write(answer("second"));
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto first = begin(get(server.url()));
  arrived.get_future().wait();
  auto second = begin(get(server.url()));
  go.set_value();
  EXPECT_FALSE(first.get().has_value());
  const auto response = second.get();
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->body, "second");
}

TEST_F(HttpClientQueue, AWaitEndsWithTheConnectDeadline) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto first = begin(get(server.url()));
  arrived.get_future().wait();
  const auto outcome = send(with(get(server.url()), &HttpDeadlines::connect));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(outcome.error().not_sent);
}

TEST_F(HttpClientQueue, RefusesWhatTheQueueCannotHold) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  options.max_waiting_per_host = 1;
  auto first = begin(get(server.url()));
  arrived.get_future().wait();
  auto second = begin(get(server.url()));
  const auto outcome = send(get(server.url()));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(outcome.error().not_sent);
  EXPECT_EQ(metrics.value("yak_http_client_queue_full_total"), 1);
}

TEST_F(HttpClientQueue, KeepsNoMoreIdleConnectionsThanAllowed) {
  std::atomic<int> waiting = 0;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    ++waiting;
    while (waiting < 4) std::this_thread::yield();
    peer.write(answer("x"));
    peer.wait_for_close();
  });
  options.max_idle_per_host = 2;
  std::vector<std::future<Outcome>> pending;
  for (int i = 0; i < 4; ++i) pending.push_back(begin(get(server.url())));
  for (auto& outcome : pending) EXPECT_TRUE(outcome.get().has_value());
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 2);
}

TEST_F(HttpClientQueue, TwoHundredRequestsOnTwoLoops) {
  ScriptedServer server([](Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      peer.write(answer(request.substr(request.find("\r\n\r\n") + 4)));
    }
  });
  std::vector<std::future<Outcome>> pending;
  for (std::size_t i = 0; i < 200; ++i) {
    pending.push_back(begin(post(server.url(), "body " + std::to_string(i)), i % 2));
  }
  for (std::size_t i = 0; i < pending.size(); ++i) {
    const auto response = pending[i].get();
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "body " + std::to_string(i));
  }
  EXPECT_EQ(ended("ok"), 200);
}

}  // namespace
}  // namespace yak::net
