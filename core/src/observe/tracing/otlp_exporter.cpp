// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/otlp_exporter.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <utility>

#include "observe/tracing/otlp_json.hpp"

namespace yak::observe {
namespace {

using std::chrono::milliseconds;

/// Wait while the queue is empty. New spans end it.
constexpr std::chrono::hours kIdle{1};
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
  const std::size_t count = spans.size();
  const auto before = queue_.put(std::move(spans));
  if (!before) return dropped_queue_.add();
  const bool fills_batch = *before < kBatchSpans && *before + count >= kBatchSpans;
  if (*before == 0 || fills_batch) wake();
}

std::shared_ptr<Event> OtlpExporter::next_wakeup() {
  auto event = std::make_shared<Event>();
  const std::lock_guard lock(mutex_);
  wakeup_ = event;
  return event;
}

void OtlpExporter::wake() {
  const std::lock_guard lock(mutex_);
  if (wakeup_) wakeup_->set();
}

task<void> OtlpExporter::wait(std::shared_ptr<Event> event, milliseconds span) {
  const auto loop = co_await boost::asio::this_coro::executor;
  const MonotonicTime end = dependencies_.clock.monotonic() + span;
  const auto alarm = dependencies_.clock.set_alarm(loop, end, [event] { event->set(); });
  co_await event->wait_for(span);
}

milliseconds OtlpExporter::until_due(std::size_t waiting) const {
  if (waiting == 0) return kIdle;
  if (stopping_ || waiting >= kBatchSpans) return milliseconds(0);
  const auto waited = dependencies_.clock.monotonic() - waits_since_;
  return std::chrono::ceil<milliseconds>(kBatchTime - waited);
}

task<void> OtlpExporter::run() {
  while (true) {
    const auto wakeup = next_wakeup();
    // Read before the queue is checked, so that spans offered before `finish` are not lost.
    const bool last = stopping_;
    const std::size_t waiting = queue_.spans();
    const milliseconds left = until_due(waiting);
    if (left.count() <= 0) {
      co_await send(queue_.take(kBatchSpans));
    } else if (last) {
      break;
    } else {
      co_await wait(wakeup, left);
      if (waiting > 0) continue;
    }
    waits_since_ = dependencies_.clock.monotonic();
  }
  ended_->set();
}

task<void> OtlpExporter::finish(milliseconds limit) {
  stopping_ = true;
  wake();
  co_await wait(ended_, limit);
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
    const ExportOutcome outcome = classify(answer);
    if (outcome == ExportOutcome::taken) {
      exported_.add(count);
      co_return;
    }
    if (outcome == ExportOutcome::refused) {
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
  while (true) {
    const auto wakeup = next_wakeup();
    const auto left = until - dependencies_.clock.monotonic();
    if (stopping_ || left.count() <= 0) co_return;
    co_await wait(wakeup, std::chrono::ceil<milliseconds>(left));
  }
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
