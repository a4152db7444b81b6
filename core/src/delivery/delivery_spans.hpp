#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "observe/tracing/span.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/store.hpp"

namespace yak::delivery {

/// Tells a collector of deliveries, each in the trace of its message.
///
/// Which trace that is it knows of the last kKnown deliveries that this process made; of others
/// (an earlier run's, a report that comes late) it asks the journal, which has it for as long as
/// the message. What has no trace is not told of. Does nothing while no collector is configured.
/// Thread-safe; what it was made with must outlive it.
class DeliverySpans {
 public:
  /// Together 256 KiB, from the first one on.
  static constexpr std::size_t kKnown = 8'192;
  /// The trace's id in TurnCommit::trace; not set where there is none.
  using ReadTrace = TraceId (*)(const std::string& turn);

  DeliverySpans(observe::SpanSink& sink, Store& store, Clock& clock, ReadTrace read)
      : sink_(sink), store_(store), clock_(clock), read_(read) {}

  /// A delivery that was just committed.
  void note(DeliveryId delivery, const TraceId& trace);
  /// The trace of a delivery's message; not set where nobody knows, or nobody wants it.
  task<TraceId> trace_of(DeliveryId delivery);

  /// One attempt, which began at `began`.
  void sent(const TraceId& trace, const Delivery& delivery, const SendOutcome& outcome,
            MonotonicTime began);
  /// One look. `failure` says why the channel could not tell.
  void looked(const TraceId& trace, const Delivery& delivery, Lookup::Kind found,
              const std::string& failure, MonotonicTime began);
  /// An inline reply that was written `whole`, or not. Gives its trace where that was noted.
  TraceId replied(const Delivery& delivery, bool whole);
  /// What the other side told, once the journal has it.
  task<void> reported(StatusReport report, ReportResult result);

 private:
  struct Known {
    DeliveryId delivery = 0;
    TraceId trace{};
    MonotonicTime at{};
  };

  [[nodiscard]] Known known(DeliveryId delivery) const;
  [[nodiscard]] bool wants(const TraceId& trace) const noexcept;
  void offer(observe::Span span);

  observe::SpanSink& sink_;
  Store& store_;
  Clock& clock_;
  ReadTrace read_;
  mutable std::mutex mutex_;
  /// A delivery's place is its id's remainder: ids are given in order, so that a newer one takes
  /// the oldest's.
  std::vector<Known> known_;
};

}  // namespace yak::delivery
