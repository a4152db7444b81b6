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

/// What all loops of a client share. Immutable but for what is atomic; thread-safe. `log` and
/// `metrics` outlive it.
struct ClientShared {
  ClientShared(HttpClientOptions chosen, Logger& log, Metrics& metrics);

  /// A request waits for a descriptor: counts it and, once a minute at most, logs it.
  void note_lack_of_descriptors();

  HttpClientOptions options;
  ClientCounters counters;
  std::optional<error> problem;  ///< what is wrong with the options
  ProxyRules proxy;
  std::shared_ptr<ClientTls> tls;
  std::atomic<bool> closed = false;

 private:
  Logger& log_;
  Counter& lacked_descriptors_;
  std::atomic<std::chrono::steady_clock::rep> next_warning_ = 0;
};

/// One loop's part of a client: connections, names, TLS sessions and buffers. Requests under way
/// hold it, so it outlives them. Use it on its own loop only.
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
  /// What a read puts here is used up before anybody else can run.
  std::array<char, 16384> read_buffer;
  /// What joins small pieces of a request, likewise.
  std::array<char, Transport::kRecord> write_buffer;
};

}  // namespace yak::net
