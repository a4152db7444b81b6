// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <vector>

#include "observe/metrics/metrics_registry.hpp"
#include "yak/clock.hpp"

namespace yak::monitor {

/// Activity of the daemon in the last minutes, computed from its own metrics: a ring of readings,
/// one every ten seconds, for a little more than fifteen minutes. Not thread-safe.
class Rates {
 public:
  static constexpr std::chrono::seconds kEvery{10};
  static constexpr std::array<std::chrono::minutes, 3> kSpans{
      std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(15)};

  /// Counter values at one moment. They only grow.
  struct Reading {
    MonotonicTime at{};
    double messages = 0;      ///< accepted
    double turns = 0;         ///< finished
    double turns_failed = 0;  ///< of those
    double sent = 0;          ///< deliveries
    double dead = 0;          ///< deliveries that became dead letters
    double resent = 0;        ///< sends repeated although an earlier one may have succeeded
    double model_calls = 0;
    double model_failures = 0;  ///< of those
    double tokens = 0;          ///< of prompts and completions
    double cost_usd = 0;
    /// Cumulative buckets of yak_turn_seconds.
    std::vector<observe::MetricsRegistry::Bucket> turn_seconds;
  };
  /// Differences over a span of time that ends now.
  struct Window {
    std::chrono::duration<double> span{0};  ///< shorter until the daemon has run that long
    Reading grown;
    /// Median and 95th percentile of the turns' duration in seconds; 0 without turns. As precise as
    /// the histogram's buckets.
    double median_seconds = 0;
    double slow_seconds = 0;
  };

  static Reading read(const observe::MetricsRegistry& metrics, MonotonicTime now);

  /// Keeps a reading; ignored if the last one is younger than kEvery.
  void add(Reading reading);
  /// One window for each of kSpans. `now` may be newer than the last kept reading.
  [[nodiscard]] std::array<Window, 3> windows(const Reading& now) const;

 private:
  static constexpr std::size_t kMax = 92;  ///< 15 minutes, both ends, and one spare

  [[nodiscard]] Window window(const Reading& now, std::chrono::minutes span) const;

  std::deque<Reading> readings_;
};

/// The value below which `share` (0 … 1) of the observations lie, interpolated within its bucket;
/// the last finite bound for observations above it; 0 without observations. Pure.
double quantile(const std::vector<observe::MetricsRegistry::Bucket>& buckets, double share);

}  // namespace yak::monitor
