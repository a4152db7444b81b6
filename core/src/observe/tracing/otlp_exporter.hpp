// SPDX-License-Identifier: Apache-2.0
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
#include "yak/event.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/secret.hpp"

namespace yak::observe {

/// Where traces are sent, from the section `tracing` of the configuration.
struct OtlpTarget {
  std::string url;  ///< complete, with `/v1/traces`; empty: export is off
  std::vector<std::pair<std::string, Secret>> headers;
  std::shared_ptr<HttpClient> http;
};

/// Sends traces to an OpenTelemetry collector in batches: when kBatchSpans are queued, or after
/// kBatchTime. It makes one request at a time, on one event loop. `offer` only queues, so that a
/// turn never waits for the collector.
///
/// If the collector cannot be reached or answers 429, 502, 503 or 504, the same batch is sent up to
/// kAttempts times; meanwhile the queue fills. Dropped traces are counted in
/// `yak_traces_dropped_total{reason}`; failures are logged at most once a minute.
///
/// The target may be set at any time, from any thread; queued traces go to the new target.
class OtlpExporter final : public SpanSink {
 public:
  static constexpr std::size_t kQueueSpans = 16'384;
  static constexpr std::size_t kBatchSpans = 512;
  static constexpr std::chrono::milliseconds kBatchTime{5'000};
  static constexpr int kAttempts = 5;

  /// All must outlive it.
  struct Dependencies {
    Clock& clock;
    Logger& log;
    Metrics& metrics;
  };

  /// `version` is Yak's own. Exports nothing until a target is set.
  OtlpExporter(Dependencies dependencies, std::string version);

  void set_target(OtlpTarget target);
  [[nodiscard]] bool wants() const noexcept override { return wants_; }
  void offer(std::vector<Span> spans) override;
  /// Exports until `finish`. Runs on one loop; the exporter must outlive the loop's coroutines.
  task<void> run();
  /// Makes `run` send all queued traces, each batch tried once, and waits for it at most `limit`.
  task<void> finish(std::chrono::milliseconds limit);

 private:
  using Traces = std::vector<std::vector<Span>>;
  enum class ExportOutcome : std::uint8_t { taken, again, refused };

  /// Time until `waiting` queued spans are to be sent.
  [[nodiscard]] std::chrono::milliseconds until_due(std::size_t waiting) const;
  task<void> send(Traces batch);
  /// Waits for `span`, or until `finish` is called.
  task<void> rest(std::chrono::milliseconds span);
  /// Returns a new event that the next `wake` sets. Check what is waited for after this call.
  std::shared_ptr<Event> next_wakeup();
  /// Called when spans are queued after none, when a batch is full, and by `finish`.
  void wake();
  /// Waits until `event` is set, or for `span`.
  task<void> wait(std::shared_ptr<Event> event, std::chrono::milliseconds span);
  [[nodiscard]] std::shared_ptr<const OtlpTarget> target() const;
  [[nodiscard]] HttpRequest request_of(const OtlpTarget& target, const Traces& batch) const;
  ExportOutcome classify(const result<HttpResponse>& answer);
  void note_partial(const HttpResponse& answer);
  void complain(const std::string& reason);
  /// Returns the delay before the next attempt.
  [[nodiscard]] static std::chrono::milliseconds wait_of(int attempt,
                                                         const result<HttpResponse>& answer);

  Dependencies dependencies_;
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
  std::shared_ptr<Event> wakeup_;                             ///< guarded by mutex_
  std::shared_ptr<Event> ended_ = std::make_shared<Event>();  ///< `run` has returned
  MonotonicTime waits_since_{};  ///< when the oldest queued span came, or the last batch was sent
  MonotonicTime next_complaint_{};
  int unsaid_ = 0;  ///< failures since the last one that was logged
};

}  // namespace yak::observe
