// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/client_loop.hpp"

#include <algorithm>

#include "net/descriptor_limit.hpp"

namespace yak::net {
namespace {

ConnectionPool::Limits pool_limits(const HttpClientOptions& options) {
  return {options.max_idle_per_host, options.max_connections_per_host, options.max_waiting_per_host,
          options.idle_timeout};
}

Gauge& open_connections(Metrics& metrics) {
  return metrics.gauge("yak_http_client_connections",
                       "HTTP client connections: in use, idle and being opened");
}

Counter& queue_full(Metrics& metrics) {
  return metrics.counter("yak_http_client_queue_full_total",
                         "Requests refused because too many waited for a connection to their host");
}

Counter& lacked_descriptors(Metrics& metrics) {
  return metrics.counter("yak_http_client_descriptors_exhausted_total",
                         "Requests that had to wait because the process had no descriptor left");
}

}  // namespace

ClientShared::ClientShared(HttpClientOptions chosen, Logger& log, Metrics& metrics)
    : options(std::move(chosen)),
      counters(metrics),
      log_(log),
      lacked_descriptors_(lacked_descriptors(metrics)) {
  auto rules = ProxyRules::create(options.proxy, options.no_proxy);
  if (rules) {
    proxy = *std::move(rules);
  } else {
    problem = rules.error();
  }
  auto created = ClientTls::create(options.ca_file);
  if (created) {
    tls = *std::move(created);
  } else if (!problem) {
    problem = created.error();
  }
}

void ClientShared::note_lack_of_descriptors() {
  lacked_descriptors_.add();
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  auto next = next_warning_.load();
  if (now.count() < next) return;
  const auto after = std::chrono::steady_clock::duration(now + std::chrono::minutes(1)).count();
  if (!next_warning_.compare_exchange_strong(next, after)) return;
  log_.warn("no file descriptor is left for outgoing connections; requests wait for one",
            {{"limit", descriptor_limit()}});
}

ClientLoop::ClientLoop(EventLoops& loops, std::size_t index, std::shared_ptr<ClientShared> common,
                       Metrics& metrics)
    : shared(std::move(common)),
      context(loops.loop(index)),
      deadlines(loops.deadlines(index)),
      dns(context, system_lookup(context), shared->options.dns_lifetime,
          shared->options.max_dns_hosts),
      pool(context, deadlines, pool_limits(shared->options), open_connections(metrics),
           queue_full(metrics)) {}

}  // namespace yak::net
