// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "base/async/work_count.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "net/event_loops.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// Records inline replies that were written as sent, in batches: while a loop writes one batch, the
/// next one collects, at most 16,384 replies a loop. A reply beyond that, or one that the store
/// refuses, is reported to the observer; it stays `sending` in the journal and the next start looks
/// it up. Thread-safe.
class InlineRecorder {
 public:
  InlineRecorder(net::EventLoops& loops, Journal& journal, DeliveryObserver& observer);

  /// `home` is the loop to use if the caller is not on a loop.
  void record(DeliveryId delivery, std::size_t home);
  /// The number of replies that are not recorded yet.
  [[nodiscard]] std::size_t active() const noexcept { return active_.load(); }
  [[nodiscard]] base::WorkCount& active_count() noexcept { return active_; }

 private:
  struct Gathered {
    std::vector<DeliveryUpdate> waiting;
    bool is_writing = false;
  };

  void gather(std::size_t loop, DeliveryId delivery);
  task<void> write(std::size_t loop);
  /// Journal::update; an exception of the store becomes a failure.
  task<result<void>> update(std::vector<DeliveryUpdate> changes);
  /// Records each change by itself, after a batch failed because one delivery was erased or has a
  /// newer owner. Reports those that are not recorded.
  task<void> write_each(std::vector<DeliveryUpdate> changes);

  net::EventLoops& loops_;
  Journal& journal_;
  DeliveryObserver& observer_;
  std::vector<Gathered> gathered_;  ///< one per loop
  base::WorkCount active_;
};

}  // namespace yak::delivery
