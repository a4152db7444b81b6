// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/otlp_exporter.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "observe/tracing/otlp_json.hpp"

namespace yak::observe {
namespace {

using std::chrono::milliseconds;

/// Interval between checks of the queue.
constexpr milliseconds kLook{250};
constexpr milliseconds kFirstWait{1'000};
constexpr milliseconds kLongestWait{30'000};
constexpr std::chrono::minutes kBetweenComplaints{1};

Counter& dropped(Metrics& metrics, const char* reason) {
  return metrics.counter("yak_traces_dropped_total",
                         "Traces, and later spans of their deliveries, that were dropped",
                         {{"reason", reason}});
}

/// Returns whether a collector's status code means that the request may be retried.
/// https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
bool asks_for_retry(int status) noexcept {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

HttpDeadlines deadlines() {
  HttpDeadlines limits;
  limits.connect = milliseconds(3'000);
  limits.first_byte = milliseconds(10'000);
  limits.stall = milliseconds(5'000);
  limits.total = milliseconds(15'000);
  return limits;
}

}  // namespace

OtlpExporter::OtlpExporter(Dependencies dependencies, std::string version)
    : dependencies_(dependencies),
      version_(std::move(version)),
      target_(std::make_shared<const OtlpTarget>()),
      exported_(
          dependencies.metrics.counter("yak_traces_exported_total",
                                       "Traces, and later spans of their deliveries, that the "
                                       "collector accepted")),
      dropped_queue_(dropped(dependencies.metrics, "queue")),
      dropped_refused_(dropped(dependencies.metrics, "refused")),
      dropped_unreachable_(dropped(dependencies.metrics, "unreachable")),
      dropped_off_(dropped(dependencies.metrics, "switched off")) {}

void OtlpExporter::set_target(OtlpTarget target) {
  auto made = std::make_shared<const OtlpTarget>(std::move(target));
  wants_ = !made->url.empty();
  const std::lock_guard lock(mutex_);
  target_ = std::move(made);
}

std::shared_ptr<const OtlpTarget> OtlpExporter::target() const {
  const std::lock_guard lock(mutex_);
  return target_;
}

void OtlpExporter::offer(std::vector<Span> spans) {
  if (spans.empty() || !wants_) return;
  if (!queue_.put(std::move(spans))) dropped_queue_.add();
}

bool OtlpExporter::is_due(MonotonicTime now) {
  const std::size_t waiting = queue_.spans();
  if (waiting == 0) {
    // kBatchTime counts from the first span that is queued.
    last_sent_ = now;
    return false;
  }
  return stopping_ || waiting >= kBatchSpans || now - last_sent_ >= kBatchTime;
}

task<void> OtlpExporter::run() {
  last_sent_ = dependencies_.clock.monotonic();
  while (true) {
    // Read before the queue is checked, so that spans offered before `finish` are not lost.
    const bool last = stopping_;
    if (is_due(dependencies_.clock.monotonic())) {
      co_await send(queue_.take(kBatchSpans));
      last_sent_ = dependencies_.clock.monotonic();
      continue;
    }
    if (last) break;
    co_await dependencies_.clock.sleep(kLook);
  }
  ended_ = true;
}

task<void> OtlpExporter::finish(milliseconds limit) {
  constexpr milliseconds kCheck{10};
  stopping_ = true;
  const MonotonicTime deadline = dependencies_.clock.monotonic() + limit;
  while (!ended_ && dependencies_.clock.monotonic() < deadline) {
    co_await dependencies_.clock.sleep(kCheck);
  }
}

task<void> OtlpExporter::send(Traces batch) {
  const auto count = static_cast<double>(batch.size());
  for (int attempt = 1;; ++attempt) {
    // Read for each attempt: the target may change between attempts.
    const auto target = this->target();
    if (target->url.empty()) {
      dropped_off_.add(count);
      co_return;
    }
    const auto answer = co_await target->http->send(request_of(*target, batch));
    const ExportOutcome verdict = classify(answer);
    if (verdict == ExportOutcome::taken) {
      exported_.add(count);
      co_return;
    }
    if (verdict == ExportOutcome::refused) {
      dropped_refused_.add(count);
      co_return;
    }
    if (stopping_ || attempt == kAttempts) {
      dropped_unreachable_.add(count);
      co_return;
    }
    co_await rest(wait_of(attempt, answer));
  }
}

task<void> OtlpExporter::rest(milliseconds span) {
  const MonotonicTime until = dependencies_.clock.monotonic() + span;
  while (!stopping_ && dependencies_.clock.monotonic() < until)
    co_await dependencies_.clock.sleep(kLook);
}

HttpRequest OtlpExporter::request_of(const OtlpTarget& target, const Traces& batch) const {
  HttpRequest request("POST", target.url);
  request.headers.emplace_back("Content-Type", "application/json");
  for (const auto& [name, value] : target.headers) {
    request.headers.emplace_back(name, std::string(value.reveal()));
  }
  request.body = otlp_json(batch, version_);
  request.deadlines = deadlines();
  return request;
}

OtlpExporter::ExportOutcome OtlpExporter::classify(const result<HttpResponse>& answer) {
  if (!answer) {
    complain(answer.error().message);
    return ExportOutcome::again;
  }
  if (answer->status >= 200 && answer->status < 300) {
    note_partial(*answer);
    return ExportOutcome::taken;
  }
  complain("the collector answered " + std::to_string(answer->status));
  return asks_for_retry(answer->status) ? ExportOutcome::again : ExportOutcome::refused;
}

void OtlpExporter::note_partial(const HttpResponse& answer) {
  const PartialSuccess partial = partial_success(answer.body);
  if (partial.rejected > 0) {
    complain("the collector rejected " + std::to_string(partial.rejected) +
             " spans: " + partial.message);
  }
}

void OtlpExporter::complain(const std::string& reason) {
  const MonotonicTime now = dependencies_.clock.monotonic();
  ++unsaid_;
  if (now < next_complaint_) return;
  dependencies_.log.warn("traces could not be exported to the collector (tracing.otlp)",
                         {{"reason", reason}, {"failures", unsaid_}});
  next_complaint_ = now + kBetweenComplaints;
  unsaid_ = 0;
}

milliseconds OtlpExporter::wait_of(int attempt, const result<HttpResponse>& answer) {
  milliseconds wait = kFirstWait * (1 << (attempt - 1));
  if (answer) {
    const std::string_view told = answer->header("Retry-After");
    std::int64_t seconds = 0;
    const auto [end, problem] = std::from_chars(told.data(), told.data() + told.size(), seconds);
    if (problem == std::errc() && end == told.data() + told.size() && seconds >= 0) {
      wait = std::chrono::seconds(std::min<std::int64_t>(seconds, kLongestWait.count() / 1'000));
    }
  }
  return std::min(wait, kLongestWait);
}

}  // namespace yak::observe
