// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "observe/tracing/span.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::delivery {

/// Exports spans of deliveries to a trace collector, each in the trace of its message.
///
/// The trace ids of the last kKnown deliveries made by this process are in memory. Those of others
/// (from an earlier run, or reported late) are read from the journal, which has them as long as the
/// message. Deliveries without a trace are not exported. Does nothing if no collector is
/// configured. Thread-safe. The constructor's arguments must outlive it.
class DeliverySpans {
 public:
  /// 256 KiB in total, allocated at the first entry.
  static constexpr std::size_t kKnown = 8'192;
  /// Reads the trace id from TurnCommit::trace; not set if there is none.
  using ReadTrace = TraceId (*)(const std::string& turn);

  DeliverySpans(observe::SpanSink& sink, JournalReader& reader, Clock& clock, ReadTrace read)
      : sink_(sink), reader_(reader), clock_(clock), read_(read) {}

  /// Records the trace of a delivery that was just committed.
  void note(DeliveryId delivery, const TraceId& trace);
  /// The trace of a delivery's message; not set if it is unknown or if there is no collector.
  task<TraceId> trace_of(DeliveryId delivery);

  /// One send attempt, which began at `began`.
  void sent(const TraceId& trace, const Delivery& delivery, const SendOutcome& outcome,
            MonotonicTime began);
  /// One lookup. `failure` is the reason why the channel could not answer.
  void looked(const TraceId& trace, const Delivery& delivery, Lookup::Kind found,
              const std::string& failure, MonotonicTime began);
  /// An inline reply and whether it was written `whole`. Returns its trace if that is in memory.
  TraceId replied(const Delivery& delivery, bool whole);
  /// A reported status that the journal has recorded.
  task<void> reported(ReceiptUpdate report, ReportResult result);

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
  JournalReader& reader_;
  Clock& clock_;
  ReadTrace read_;
  mutable std::mutex mutex_;
  /// Indexed by the remainder of the delivery's id. Ids ascend, so a new delivery replaces the
  /// oldest.
  std::vector<Known> known_;
};

}  // namespace yak::delivery
