#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "observe/tracing/span_queue.hpp"
#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/secret.hpp"

namespace yak::observe {

/// Where traces go, from the section `tracing` of the configuration.
struct OtlpTarget {
  std::string url;  ///< whole, with `/v1/traces`; empty: nowhere
  std::vector<std::pair<std::string, Secret>> headers;
  std::shared_ptr<HttpClient> http;
};

/// Sends traces to an OpenTelemetry collector, some at a time: when kBatchSpans wait, or after
/// kBatchTime. One request at a time, on one loop; `offer` only queues, so that no turn ever waits
/// for a collector.
///
/// A collector that cannot be reached, or asks to be spared (429, 502, 503, 504), gets the same
/// batch up to kAttempts times; meanwhile the queue fills. What is dropped is counted in
/// `yak_traces_dropped_total{reason}` and failures are logged at most once a minute.
///
/// The target may be set at any time, from any thread; what waits goes to the new one.
class OtlpExporter final : public SpanSink {
 public:
  static constexpr std::size_t kQueueSpans = 16'384;
  static constexpr std::size_t kBatchSpans = 512;
  static constexpr std::chrono::milliseconds kBatchTime{5'000};
  static constexpr int kAttempts = 5;

  /// All must outlive it.
  struct Services {
    Clock& clock;
    Logger& log;
    Metrics& metrics;
  };

  /// `version` is Yak's own. Exports nothing before it has a target.
  OtlpExporter(Services services, std::string version);

  void set_target(OtlpTarget target);
  [[nodiscard]] bool wants() const noexcept override { return wants_; }
  void offer(std::vector<Span> spans) override;
  /// Exports until `finish`. On one loop; the exporter must outlive the loop's coroutines.
  task<void> run();
  /// Has `run` send what is queued, each batch tried once, and waits for that at most `limit`.
  task<void> finish(std::chrono::milliseconds limit);

 private:
  using Traces = std::vector<std::vector<Span>>;
  enum class Verdict : std::uint8_t { taken, again, refused };

  [[nodiscard]] bool is_due(MonotonicTime now);
  task<void> send(Traces batch);
  task<void> rest(std::chrono::milliseconds span);
  [[nodiscard]] std::shared_ptr<const OtlpTarget> target() const;
  [[nodiscard]] HttpRequest request_of(const OtlpTarget& target, const Traces& batch) const;
  Verdict judge(const result<HttpResponse>& answer);
  void note_partial(const HttpResponse& answer);
  void complain(const std::string& reason);
  /// Before the next attempt.
  [[nodiscard]] static std::chrono::milliseconds wait_of(int attempt,
                                                         const result<HttpResponse>& answer);

  Services services_;
  const std::string version_;
  mutable std::mutex mutex_;
  std::shared_ptr<const OtlpTarget> target_;
  std::atomic<bool> wants_{false};
  SpanQueue queue_{kQueueSpans};
  Counter& exported_;
  Counter& dropped_queue_;
  Counter& dropped_refused_;
  Counter& dropped_unreachable_;
  Counter& dropped_off_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> ended_{false};
  MonotonicTime last_sent_{};
  MonotonicTime next_complaint_{};
  int unsaid_ = 0;  ///< failures since the last that was logged
};

}  // namespace yak::observe
