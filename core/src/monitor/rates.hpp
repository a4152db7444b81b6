#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <vector>

#include "observe/metrics/metrics_registry.hpp"
#include "yak/clock.hpp"

namespace yak::monitor {

/// What the daemon did in the last minutes, reckoned from its own metrics: a ring of readings, one
/// every ten seconds, for fifteen minutes and a little more. On one loop.
class Rates {
 public:
  static constexpr std::chrono::seconds kEvery{10};
  static constexpr std::array<std::chrono::minutes, 3> kSpans{
      std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(15)};

  /// What was counted at one moment; everything only grows.
  struct Reading {
    MonotonicTime at{};
    double messages = 0;      ///< accepted
    double turns = 0;         ///< ended
    double turns_failed = 0;  ///< of those
    double sent = 0;          ///< deliveries
    double dead = 0;          ///< deliveries given up
    double resent = 0;        ///< sends made again, perhaps in vain
    double model_calls = 0;
    double model_failures = 0;  ///< of those
    double tokens = 0;          ///< of prompts and completions
    double cost_usd = 0;
    /// Of yak_turn_seconds, cumulative.
    std::vector<observe::MetricsRegistry::Bucket> turn_seconds;
  };
  /// What came in a span of time that ends now.
  struct Window {
    std::chrono::duration<double> span{0};  ///< shorter than asked for while the daemon is young
    Reading grown;
    /// Within how many seconds half, and 95 of 100, of the turns ended; 0 without turns. As precise
    /// as the histogram's buckets.
    double median_seconds = 0;
    double slow_seconds = 0;
  };

  static Reading read(const observe::MetricsRegistry& metrics, MonotonicTime now);

  /// Keeps a reading; one that comes sooner than kEvery after the last is only the newest.
  void add(Reading reading);
  /// `now` may be newer than what is kept. Windows are as kSpans.
  [[nodiscard]] std::array<Window, 3> windows(const Reading& now) const;

 private:
  static constexpr std::size_t kMost = 92;  ///< 15 minutes, both ends, and one to be sure

  [[nodiscard]] Window window(const Reading& now, std::chrono::minutes span) const;

  std::deque<Reading> readings_;
};

/// The value below which `share` (0 … 1) of what the buckets count is, interpolated within its
/// bucket; the last finite bound for what is above it; 0 when they count nothing. Pure.
double quantile(const std::vector<observe::MetricsRegistry::Bucket>& buckets, double share);

}  // namespace yak::monitor
