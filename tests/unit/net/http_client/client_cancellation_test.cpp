// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <future>
#include <string>
#include <utility>

#include "client_limits_fixture.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

class HttpClientCancellation : public HttpClientLimits {
 protected:
  /// Sends the request, cancels it once `arrived` is ready, and returns the outcome.
  Outcome send_and_cancel(HttpRequest request, std::future<void> arrived) {
    if (!client) start();
    asio::cancellation_signal signal;
    std::promise<Outcome> ended;
    asio::co_spawn(loops.loop(0), client->send(std::move(request)),
                   asio::bind_cancellation_slot(
                       signal.slot(), [&ended](const std::exception_ptr& thrown, Outcome outcome) {
                         thrown ? ended.set_exception(thrown) : ended.set_value(std::move(outcome));
                       }));
    arrived.wait();
    asio::post(loops.loop(0), [&signal] { signal.emit(asio::cancellation_type::terminal); });
    return ended.get_future().get();
  }
};

TEST_F(HttpClientCancellation, EndsARequestThatWaitsForItsAnswer) {
  std::promise<void> arrived;
  std::promise<void> closed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
    closed.set_value();
  });
  const auto outcome = send_and_cancel(get(server.url()), arrived.get_future());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
  EXPECT_FALSE(outcome.error().not_sent);
  EXPECT_EQ(closed.get_future().wait_for(yak::testing::scaled(10s)), std::future_status::ready);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
  EXPECT_EQ(ended("canceled"), 1);
}

TEST_F(HttpClientCancellation, EndsARequestThatWaitsForTls) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    arrived.set_value();
    peer.wait_for_close();
  });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  const auto outcome = send_and_cancel(get(url), arrived.get_future());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
  EXPECT_TRUE(outcome.error().not_sent);
}

TEST_F(HttpClientCancellation, EndsARequestThatWaitsForAConnection) {
  std::promise<void> arrived;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    arrived.set_value();
    peer.wait_for_close();
  });
  options.max_connections_per_host = 1;
  auto first = begin(with(get(server.url()), &HttpDeadlines::first_byte));
  const auto outcome = send_and_cancel(get(server.url()), arrived.get_future());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
  EXPECT_TRUE(outcome.error().not_sent);
  EXPECT_FALSE(first.get().has_value());
}

TEST_F(HttpClientCancellation, LeavesTheCallerAsItWas) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(answer("x"));
    peer.wait_for_close();
  });
  start();
  const auto check = [](HttpClient& http, std::string url) -> task<std::pair<bool, bool>> {
    const bool before = co_await asio::this_coro::throw_if_cancelled();
    HttpRequest request("GET", std::move(url));
    co_await http.send(std::move(request));
    const bool after = co_await asio::this_coro::throw_if_cancelled();
    co_return std::pair(before, after);
  };
  const auto [before, after] =
      asio::co_spawn(loops.loop(0), check(*client, server.url()), asio::use_future).get();
  EXPECT_TRUE(before);
  EXPECT_TRUE(after);
}

}  // namespace
}  // namespace yak::net
