// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "yak/metrics.hpp"

namespace yak::net {

/// The metrics of a server, looked up once.
struct ServerMetrics {
  explicit ServerMetrics(Metrics& metrics);

  /// Counts a response by the class of its status.
  void count_response(int status) {
    requests.at(static_cast<std::size_t>(status / 100 % 6))->add();
  }

  std::array<Counter*, 6> requests{};  ///< by status class; index 0 is not used
  Gauge& connections;
  /// `yak_http_rejected_total` by reason.
  Counter& malformed;
  Counter& too_large;
  Counter& too_slow;
  Counter& handler_timeouts;
  Counter& over_connections;
  Counter& over_address;
  Counter& over_bodies;
  Counter& out_of_descriptors;
  Counter& tls_failures;
  Counter& idle_closed;
};

}  // namespace yak::net
