// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <future>
#include <string>

#include "client_limits_fixture.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;

/// Sends half of a body and keeps the connection open.
void send_half(Peer& peer) {
  peer.read_request();
  peer.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
  peer.wait_for_close();
}

TEST_F(HttpClientLimits, ConnectDeadlineCoversTheTlsHandshake) {
  ScriptedServer silent([](Peer& peer) { peer.wait_for_close(); });
  const std::string url = "https://127.0.0.1:" + std::to_string(silent.port()) + "/?token=1";
  expect_timeout(send(with(get(url), &HttpDeadlines::connect)), "connect deadline", true);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientLimits, FirstByteDeadline) {
  ScriptedServer server([](Peer& peer) { peer.wait_for_close(); });
  expect_timeout(send(with(get(server.url("/?token=1")), &HttpDeadlines::first_byte)),
                 "127.0.0.1:" + std::to_string(server.port()) + " sent no first byte", false);
  EXPECT_EQ(metrics.value("yak_http_client_connections"), 0);
}

TEST_F(HttpClientLimits, StallDeadlineWhileReading) {
  ScriptedServer server(send_half);
  expect_timeout(send(with(get(server.url()), &HttpDeadlines::stall)), "stalled", false);
}

/// A sink with a stall deadline of its own.
struct PatientSink final : BodySink {
  explicit PatientSink(std::chrono::milliseconds span) : span(span) {}
  bool on_head(const HttpResponse& /*head*/) override { return true; }
  bool on_data(std::string_view piece) override {
    if (data.empty()) begun.set_value();
    data += piece;
    return true;
  }
  [[nodiscard]] std::chrono::milliseconds stall_timeout(
      std::chrono::milliseconds /*stall*/) const override {
    return span;
  }

  std::chrono::milliseconds span;
  std::string data;
  std::promise<void> begun;
};

TEST_F(HttpClientLimits, ASinkMayShortenTheStallDeadline) {
  ScriptedServer server(send_half);
  PatientSink sink(80ms);
  expect_timeout(stream(get(server.url()), sink), "stalled for 80 ms", false);
  EXPECT_EQ(sink.data, "half");
}

TEST_F(HttpClientLimits, ASinkMayLengthenTheStallDeadline) {
  std::promise<void> other_stalled;
  ScriptedServer server([&other_stalled](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
    other_stalled.get_future().wait();
    peer.write("half");
    peer.wait_for_close();
  });
  ScriptedServer other(send_half);
  PatientSink sink(yak::testing::scaled(10s));
  auto outcome = begin_stream(with(get(server.url()), &HttpDeadlines::stall), sink);
  sink.begun.get_future().wait();
  // This request starts later on the same loop with the same stall deadline: by the time it stalls,
  // the first would have stalled too.
  expect_timeout(send(with(get(other.url()), &HttpDeadlines::stall)), "stalled", false);
  other_stalled.set_value();
  const auto response = outcome.get();
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(sink.data, "halfhalf");
}

TEST_F(HttpClientLimits, StallDeadlineWhileWriting) {
  std::promise<void> done;
  ScriptedServer server([&done](Peer&) { done.get_future().wait(); });
  auto request = with(post(server.url(), std::string(30'000'000, 'x')), &HttpDeadlines::stall);
  expect_timeout(send(std::move(request)), "stalled", false);
  done.set_value();
}

TEST_F(HttpClientLimits, TotalDeadlineEndsATransferThatNeverStalls) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    // Each byte restarts the stall deadline.
    pollfd closed{peer.socket(), POLLIN, 0};
    while (::poll(&closed, 1, 5) == 0) peer.write("1\r\nx\r\n");
  });
  expect_timeout(send(with(get(server.url()), &HttpDeadlines::total)), "total deadline", false);
}

}  // namespace
}  // namespace yak::net
