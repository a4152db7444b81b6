// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/server_metrics.hpp"

#include <string>

namespace yak::net {
namespace {

Counter& rejected(Metrics& metrics, const char* reason) {
  return metrics.counter("yak_http_rejected_total",
                         "Connections and requests rejected before a handler responded",
                         {{"reason", reason}});
}

}  // namespace

ServerMetrics::ServerMetrics(Metrics& metrics)
    : connections(metrics.gauge("yak_http_connections", "Open connections to this server")),
      malformed(rejected(metrics, "malformed")),
      too_large(rejected(metrics, "too_large")),
      too_slow(rejected(metrics, "too_slow")),
      handler_timeouts(rejected(metrics, "handler_timeout")),
      over_connections(rejected(metrics, "connections")),
      over_address(rejected(metrics, "address")),
      over_bodies(rejected(metrics, "bodies")),
      out_of_descriptors(rejected(metrics, "descriptors")),
      tls_failures(rejected(metrics, "tls")),
      idle_closed(metrics.counter("yak_http_idle_closed_total",
                                  "Idle connections closed to make room for new ones")) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::string code = std::to_string(i == 0 ? 5 : i) + "xx";
    requests.at(i) = &metrics.counter("yak_http_requests_total", "Responses by class of status",
                                      {{"code", code}});
  }
}

}  // namespace yak::net
