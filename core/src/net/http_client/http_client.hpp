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

/// What an operator can set, and bounds that tests lower. Every bound is one loop's.
struct HttpClientOptions {
  HttpClientOptions() = default;

  /// `http://[user:password@]host[:port]`; empty: none. `https` goes through CONNECT, `http` in
  /// absolute form; `http+unix` never. Only the proxy is asked for names behind it.
  Secret proxy;
  /// Hosts reached without the proxy: `*`, `host`, `.domain` or `domain` (and all below it), each
  /// with an optional `:port`.
  std::vector<std::string> no_proxy;
  /// PEM file of certificates to trust beside the system's store; empty: none.
  std::string ca_file;
  /// Told of each server's certificate once it was found good, with `host[:port]` and when it ends.
  /// On the loop of the request. Usually empty.
  std::function<void(const std::string& authority, std::chrono::sys_seconds ends)> on_certificate;

  std::size_t max_idle_per_host = 64;           ///< above it a connection is closed after use
  std::size_t max_connections_per_host = 8192;  ///< above it requests wait, oldest first
  /// Requests that wait for a connection to one host; above it `unavailable`, not sent, counted in
  /// yak_http_client_queue_full_total.
  std::size_t max_waiting_per_host = 8192;
  /// Unused connections are closed after this, or after what the server's `Keep-Alive` says if
  /// shorter.
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds dns_lifetime{30'000};
  std::size_t max_dns_hosts = 256;  ///< names remembered; above it the oldest is forgotten
  /// Bytes of one body that may pass through a BodySink; above it `too_large`.
  std::size_t max_streamed_bytes = std::size_t{64} << 20U;
};

/// HTTP/1.1 client over Beast's parser, one pool of connections a loop.
///
/// A request runs on the event loop that calls, from first to last; one that is made elsewhere runs
/// on the first. A reused connection that turns out closed is replaced once, and only where no byte
/// had left or the method is idempotent (RFC 9110, section 9.2.2).
///
/// Cancelling the caller (asio cancellation, any type) closes the connection and gives `canceled`;
/// the caller's next `co_await` then throws, as after every cancelled operation of Asio.
///
/// Deadlines pass up to DeadlineList::kTick late. Several addresses of a name share the connect
/// span: each gets an equal part of what is left, so that a dead first one does not hide the
/// others.
class HttpClientPool final : public HttpClient {
 public:
  /// Loads certificates. Options that are wrong make every request fail as `check` says. `loops`,
  /// `log` and `metrics` must outlive the pool.
  HttpClientPool(EventLoops& loops, HttpClientOptions options, Logger& log, Metrics& metrics);
  /// While the loops run, what belongs to each ends there, with its last request. After they have
  /// stopped, or before they started, requests that never ended may be left.
  ~HttpClientPool() override;
  HttpClientPool(const HttpClientPool&) = delete;
  HttpClientPool& operator=(const HttpClientPool&) = delete;

  /// What is wrong with the options (`invalid`), in words without secrets.
  [[nodiscard]] result<void> check() const;

  task<result<HttpResponse>> send(HttpRequest request) override;
  task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) override;

  /// Closes idle connections; new requests fail with `unavailable`, not sent. Requests under way go
  /// on. Idempotent; from any thread.
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
