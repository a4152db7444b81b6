// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/event_loops.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/secret.hpp"

namespace yak::net {

class ClientLoop;
struct ClientShared;
struct RequestPlan;

/// The operator's settings, and bounds that tests lower. Every bound applies to one loop.
struct HttpClientOptions {
  HttpClientOptions() = default;

  /// `http://[user:password@]host[:port]`; empty: no proxy. `https` requests use CONNECT, `http`
  /// requests the absolute form; `http+unix` requests never use the proxy. The proxy resolves the
  /// host names of proxied requests.
  Secret proxy;
  /// Hosts reached without the proxy: `*`, `host`, `.domain` or `domain` (including subdomains),
  /// each with an optional `:port`.
  std::vector<std::string> no_proxy;
  /// PEM file of certificates to trust in addition to the system's store; empty: none.
  std::string ca_file;
  /// Called on the request's loop after a server's certificate was verified, with `host[:port]` and
  /// the certificate's expiry. Usually empty.
  std::function<void(const std::string& authority, std::chrono::sys_seconds ends)> on_certificate;

  std::size_t max_idle_per_host = 64;           ///< above it, connections are closed after use
  std::size_t max_connections_per_host = 8192;  ///< above it, requests wait in FIFO order
  /// Requests that wait for a connection to one host. Above it, requests fail with `unavailable`
  /// before sending and are counted in yak_http_client_queue_full_total.
  std::size_t max_waiting_per_host = 8192;
  /// Idle connections are closed after this time, or after the timeout in the server's `Keep-Alive`
  /// header if that is shorter.
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds dns_lifetime{30'000};
  std::size_t max_dns_hosts = 256;  ///< cached names; above it, the oldest is evicted
  /// Bytes of one body that may pass through a BodySink; above it, the request fails with
  /// `too_large`.
  std::size_t max_streamed_bytes = std::size_t{64} << 20U;
};

/// HTTP/1.1 client based on Beast's parser, with one connection pool per loop.
///
/// A request runs entirely on the calling event loop, or on the first loop if the caller runs on
/// none. If a reused connection turns out to be closed, the request is repeated once on a new
/// connection, but only if no byte was sent or the method is idempotent (RFC 9110, section 9.2.2).
///
/// Cancelling the caller (any Asio cancellation type) closes the connection and the request fails
/// with `canceled`; the caller's next `co_await` then throws, as after every cancelled Asio
/// operation.
///
/// Deadlines fire up to DeadlineList::kTick late. The addresses of a name share the connect
/// deadline: each attempt gets an equal part of the remaining time, so that the other addresses are
/// tried if the first one does not respond.
class HttpClientPool final : public HttpClient {
 public:
  /// Loads certificates. If the options are invalid, every request fails with the error that
  /// `check` returns. `loops`, `log` and `metrics` must outlive the pool.
  HttpClientPool(EventLoops& loops, HttpClientOptions options, Logger& log, Metrics& metrics);
  /// While the loops run, the state of each loop is destroyed on that loop, after its last request.
  /// If the loops do not run, requests that never completed may remain.
  ~HttpClientPool() override;
  HttpClientPool(const HttpClientPool&) = delete;
  HttpClientPool& operator=(const HttpClientPool&) = delete;

  /// Whether the options are valid. The error is `invalid`; its text contains no secrets.
  [[nodiscard]] result<void> check() const;

  task<result<HttpResponse>> send(HttpRequest request) override;
  task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) override;

  /// Closes idle connections; new requests fail with `unavailable`, not sent. Requests in flight
  /// continue. Idempotent. Thread-safe.
  void close();

 private:
  result<RequestPlan> plan(HttpRequest request) const;
  std::shared_ptr<ClientLoop> loop_here() const;
  task<result<HttpResponse>> run(result<RequestPlan> plan, BodySink* sink);
  task<result<HttpResponse>> run_on_first(result<RequestPlan> plan, BodySink* sink);

  EventLoops& loops_;
  std::shared_ptr<ClientShared> shared_;
  std::vector<std::shared_ptr<ClientLoop>> pools_;
};

}  // namespace yak::net
