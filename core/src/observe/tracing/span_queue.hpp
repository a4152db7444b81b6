// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "observe/tracing/span.hpp"

namespace yak::observe {

/// Queue of traces for the exporter, bounded by the number of spans. A trace that does not fit is
/// refused as a whole. Thread-safe.
class SpanQueue {
 public:
  explicit SpanQueue(std::size_t most_spans) : most_(most_spans) {}

  /// Returns how many spans were queued before; no value if there is no room.
  std::optional<std::size_t> put(std::vector<Span> trace) {
    const std::lock_guard lock(mutex_);
    const std::size_t before = spans_;
    if (before + trace.size() > most_) return std::nullopt;
    spans_ += trace.size();
    traces_.push_back(std::move(trace));
    return before;
  }

  /// Removes and returns the oldest complete traces, of at most `most_spans` spans together; at
  /// least one trace if there is any.
  std::vector<std::vector<Span>> take(std::size_t most_spans) {
    std::vector<std::vector<Span>> taken;
    std::size_t count = 0;
    const std::lock_guard lock(mutex_);
    while (!traces_.empty() && (taken.empty() || count + traces_.front().size() <= most_spans)) {
      count += traces_.front().size();
      taken.push_back(std::move(traces_.front()));
      traces_.pop_front();
    }
    spans_ -= count;
    return taken;
  }

  [[nodiscard]] std::size_t spans() const {
    const std::lock_guard lock(mutex_);
    return spans_;
  }

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::deque<std::vector<Span>> traces_;
  std::size_t spans_ = 0;
};

}  // namespace yak::observe
