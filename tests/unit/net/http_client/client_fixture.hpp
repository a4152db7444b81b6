// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "client_server.hpp"
#include "net/http_client/http_client.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/recording_log.hpp"

namespace yak::net {

/// Answers each request with the request's own text.
inline void echo_requests(Peer& peer) {
  for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
    peer.write(answer(request));
  }
}

/// Records the head's status and the body.
struct RecordingSink final : BodySink {
  bool on_head(const HttpResponse& head) override {
    status = head.status;
    return takes_body;
  }
  bool on_data(std::string_view piece) override {
    data += piece;
    return data.size() < stop_at;
  }

  bool takes_body = true;
  std::size_t stop_at = static_cast<std::size_t>(-1);
  int status = 0;
  std::string data;
};

/// A client on two running event loops.
class ClientFixture : public ::testing::Test {
 protected:
  using Outcome = result<HttpResponse>;

  ~ClientFixture() override {
    loops.stop();
    client.reset();
  }

  /// Creates the client; a test may set `options` before.
  void start() {
    client = std::make_unique<HttpClientPool>(loops, std::move(options), log, metrics);
    loops.start();
  }

  std::future<Outcome> begin(HttpRequest request, std::size_t loop = 0) {
    if (!client) start();
    return boost::asio::co_spawn(loops.loop(loop), client->send(std::move(request)),
                                 boost::asio::use_future);
  }
  Outcome send(HttpRequest request, std::size_t loop = 0) {
    return begin(std::move(request), loop).get();
  }
  std::future<Outcome> begin_stream(HttpRequest request, BodySink& sink) {
    if (!client) start();
    return boost::asio::co_spawn(loops.loop(0), client->stream(std::move(request), sink),
                                 boost::asio::use_future);
  }
  Outcome stream(HttpRequest request, BodySink& sink) {
    return begin_stream(std::move(request), sink).get();
  }
  static HttpRequest get(std::string url) { return {"GET", std::move(url)}; }
  static HttpRequest post(std::string url, std::string body) {
    HttpRequest request("POST", std::move(url));
    request.body = std::move(body);
    return request;
  }
  /// The number of requests that ended with this result.
  [[nodiscard]] double ended(const std::string& how) const {
    return metrics.value("yak_http_client_requests_total", {{"result", how}});
  }

  testing::CountingMetrics metrics;
  testing::RecordingLog log;
  EventLoops loops{2};
  HttpClientOptions options;
  std::unique_ptr<HttpClientPool> client;
};

}  // namespace yak::net
