#pragma once

#include <mutex>

#include "yak/metrics.hpp"

namespace yak::observe {

/// What the system says of this process, under the names that every Prometheus client uses
/// (prometheus.io, "Writing client libraries", "Process metrics"): processor time, memory, file
/// descriptors, threads, when it began. Read from /proc (proc(5)); what cannot be read stays as it
/// was.
class ProcessMetrics {
 public:
  /// `metrics` must outlive it.
  explicit ProcessMetrics(Metrics& metrics);

  /// Looks again. A few reads of /proc: for a scrape, not for every message. Thread-safe.
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
