// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <utility>

#include "net/event_loops.hpp"
#include "net/http_server/http_server.hpp"
#include "net/http_server/route_table.hpp"
#include "server_client.hpp"
#include "yak/event.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net::testing {

using yak::testing::eventually;
using yak::testing::scaled;

/// Blocks a handler until the test opens the gate. Declare it before the server: waiting handlers
/// resume on the server's loops.
class Gate {
 public:
  /// Waits until the gate is open; ignores cancellation.
  task<void> pass() {
    entered_.set_value();
    co_await open_.wait();
  }
  /// True once a handler has reached `pass`; gives up after some seconds.
  bool was_entered() {
    return entered_.get_future().wait_for(scaled(std::chrono::seconds(5))) ==
           std::future_status::ready;
  }
  void open() { open_.set(); }

 private:
  std::promise<void> entered_;
  Event open_;
};

/// Passes the result of `after_write` from the loop to the test.
class WriteOutcome {
 public:
  std::function<void(bool)> callback() {
    return [this](bool written) {
      ++calls_;
      promise_.set_value(written);
    };
  }
  /// nullopt if the callback was not called in time.
  std::optional<bool> wait();
  [[nodiscard]] int calls() const { return calls_; }

 private:
  std::promise<bool> promise_;
  std::atomic<int> calls_{0};
};

/// A server on 127.0.0.1 with event loops of its own.
class TestServer {
 public:
  static ServerOptions options() { return ServerOptions("127.0.0.1:0"); }

  explicit TestServer(ServerOptions options = TestServer::options(), std::size_t loop_count = 2);
  ~TestServer();

  void add(std::string method, std::string path, HttpHandler handler);
  /// Adds GET /hello and POST /echo.
  void add_usual_routes();
  /// Listens, on the `given` sockets if there are any, and accepts connections.
  void start(std::optional<Listeners> given = std::nullopt);
  RawClient connect() { return RawClient::tcp(server.port()); }
  /// Runs `HttpServer::drain` and waits until it returns.
  void drain(std::chrono::milliseconds limit);
  std::future<void> begin_drain(std::chrono::milliseconds limit);

  double rejected(const std::string& reason) const {
    return metrics.value("yak_http_rejected_total", {{"reason", reason}});
  }
  double responses(const std::string& code) const {
    return metrics.value("yak_http_requests_total", {{"code", code}});
  }

  yak::testing::RecordingLog log;
  yak::testing::CountingMetrics metrics;
  RouteTable routes;
  EventLoops loops;
  HttpServer server;

 private:
  bool started_ = false;
};

/// A folder that is removed with its contents on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace yak::net::testing
