#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "net/event_loops.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store.hpp"

namespace yak::delivery {

/// Records inline replies that were written as sent. They are written to the journal together:
/// while a loop writes some, the next ones gather, at most 16,384 a loop. One beyond that, or one
/// that the store refuses, is counted and logged and stays `sending` in the journal, so that the
/// next start looks it up. Any thread.
class InlineRecorder {
 public:
  InlineRecorder(net::EventLoops& loops, Store& store, Logger& log, Metrics& metrics);

  /// `home` is the loop that does it when the caller is on none.
  void record(DeliveryId delivery, std::size_t home);
  /// Those that are not in the journal yet.
  [[nodiscard]] std::size_t active() const noexcept { return active_.load(); }

 private:
  struct Gathered {
    std::vector<DeliveryUpdate> waiting;
    bool is_writing = false;
  };

  void gather(std::size_t loop, DeliveryId delivery);
  task<void> write(std::size_t loop);
  /// One is not in the journal any more: the others are recorded each for itself.
  task<result<void>> write_each(std::vector<DeliveryUpdate> changes);

  net::EventLoops& loops_;
  Store& store_;
  Logger& log_;
  Counter& unrecorded_;
  std::vector<Gathered> gathered_;  ///< by loop
  std::atomic<std::size_t> active_{0};
};

}  // namespace yak::delivery
