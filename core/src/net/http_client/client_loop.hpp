// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include "net/http_client/client_counters.hpp"
#include "net/http_client/http_client.hpp"
#include "net/http_client/transport/client_tls.hpp"
#include "net/http_client/transport/connection_pool.hpp"
#include "net/http_client/transport/destination.hpp"
#include "net/http_client/transport/dns_cache.hpp"

namespace yak::net {

/// State shared by all loops of a client. Immutable except for the atomic members. Thread-safe.
/// `log` and `metrics` must outlive it.
struct ClientShared {
  ClientShared(HttpClientOptions chosen, Logger& log, Metrics& metrics);

  /// Counts a request that waits for a descriptor, and logs a warning at most once a minute.
  void note_lack_of_descriptors();

  HttpClientOptions options;
  ClientCounters counters;
  std::optional<error> problem;  ///< set if the options are invalid
  ProxyRules proxy;
  std::shared_ptr<ClientTls> tls;
  std::atomic<bool> closed = false;

 private:
  Logger& log_;
  Counter& lacked_descriptors_;
  std::atomic<std::chrono::steady_clock::rep> next_warning_ = 0;
};

/// One loop's part of a client: connections, DNS cache, TLS sessions and buffers. Requests in
/// flight own a reference to it. Use only on its own loop.
class ClientLoop {
 public:
  ClientLoop(EventLoops& loops, std::size_t index, std::shared_ptr<ClientShared> common,
             Metrics& metrics);

  std::shared_ptr<ClientShared> shared;
  boost::asio::io_context& context;
  DeadlineList& deadlines;
  Destinations destinations;
  DnsCache dns;
  TlsSessions sessions;
  ConnectionPool pool;
  /// Shared by all requests: a request consumes what it read before it suspends.
  std::array<char, 16384> read_buffer;
  /// Joins the small parts of a request into one TLS record. Shared in the same way.
  std::array<char, Transport::kRecord> write_buffer;
};

}  // namespace yak::net
