#include "net/client_loop.hpp"

#include <algorithm>

namespace yak::net {
namespace {

ConnectionPool::Limits pool_limits(const HttpClientOptions& options) {
  return {options.max_idle_per_host, options.max_connections_per_host, options.max_waiting_per_host,
          options.idle_timeout};
}

Gauge& open_connections(Metrics& metrics) {
  return metrics.gauge("yak_http_client_connections",
                       "Connections of the HTTP client: in use, idle and being made");
}

Counter& queue_full(Metrics& metrics) {
  return metrics.counter("yak_http_client_queue_full_total",
                         "Requests refused because too many waited for a connection to their host");
}

}  // namespace

ClientShared::ClientShared(HttpClientOptions chosen, Metrics& metrics)
    : options(std::move(chosen)), counters(metrics) {
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
