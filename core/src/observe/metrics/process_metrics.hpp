// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "yak/metrics.hpp"

namespace yak::observe {

/// Metrics of this process under the standard names of Prometheus clients (prometheus.io, "Writing
/// client libraries", "Process metrics"): CPU time, memory, file descriptors, threads, start time.
/// Reads /proc (proc(5)); a value that cannot be read keeps its last value.
class ProcessMetrics {
 public:
  /// `metrics` must outlive it.
  explicit ProcessMetrics(Metrics& metrics);

  /// Updates the metrics with a few reads of /proc. Call it per scrape, not per message.
  /// Thread-safe.
  void refresh();

 private:
  void refresh_stat();
  void refresh_descriptors();

  std::mutex mutex_;
  double counted_cpu_ = 0;
  Counter& cpu_;
  Gauge& resident_;
  Gauge& virtual_;
  Gauge& threads_;
  Gauge& start_;
  Gauge& descriptors_;
  Gauge& most_descriptors_;
};

}  // namespace yak::observe
