// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "base/async/work_count.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "delivery/outbox/outbox.hpp"
#include "net/event_loops.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// Records the outcomes of inline replies in batches: while a loop writes one batch, the next one
/// collects, at most 16,384 outcomes a loop. An outcome beyond that, or one that the store refuses,
/// is reported to the observer. A reply that then stays `sending` in the journal is looked up at
/// the next start. Thread-safe.
class InlineRecorder {
 public:
  InlineRecorder(net::EventLoops& loops, Journal& journal, Outbox& outbox,
                 DeliveryObserver& observer);

  // `home` is the loop to use if the caller is not on a loop. Outcomes that are recorded from one
  // loop take effect in their order.
  /// The reply was written whole.
  void record_sent(DeliveryId delivery, std::size_t home);
  /// The reply is in doubt, as `delivery` says. Passes it to the outbox and writes the doubt to the
  /// journal, which has it before the outbox's first lookup unless the store is slow.
  void record_doubt(Delivery delivery, std::size_t home);
  /// The number of outcomes that are not recorded yet.
  [[nodiscard]] std::size_t active() const noexcept { return active_.load(); }
  [[nodiscard]] base::WorkCount& active_count() noexcept { return active_; }

 private:
  struct Gathered {
    std::vector<DeliveryUpdate> waiting;
    bool is_writing = false;
  };

  void add(std::size_t home, DeliveryUpdate change);
  void gather(std::size_t loop, DeliveryUpdate change);
  task<void> write(std::size_t loop);
  /// Journal::update; an exception of the store becomes a failure.
  task<result<void>> update(std::vector<DeliveryUpdate> changes);
  /// Records each change by itself, after a batch failed because one delivery was erased or has a
  /// newer owner. Reports those that are not recorded.
  task<void> write_each(std::vector<DeliveryUpdate> changes);

  net::EventLoops& loops_;
  Journal& journal_;
  Outbox& outbox_;
  DeliveryObserver& observer_;
  std::vector<Gathered> gathered_;  ///< one per loop
  base::WorkCount active_;
};

}  // namespace yak::delivery
