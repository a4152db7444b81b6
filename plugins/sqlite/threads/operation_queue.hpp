// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "sqlite/threads/operation.hpp"

namespace yak::sqlite {

/// Operations on their way to a thread, in order. At most `bound` wait; more are refused, so that a
/// disk that hangs does not fill the memory. Thread-safe.
class OperationQueue {
 public:
  enum class Pushed { yes, full, closed };

  /// Closed until `open`.
  explicit OperationQueue(std::size_t bound) : bound_(bound) {}

  void open();
  Pushed push(Operation& operation);
  /// Waits until there is something, then moves what there is, at most `limit`, into `batch`. False
  /// when the queue is closed and empty.
  bool take(std::vector<Operation*>& batch, std::size_t limit);
  /// Queued operations are still taken out; no more are accepted.
  void close();

 private:
  const std::size_t bound_;
  std::mutex mutex_;
  std::condition_variable filled_;
  Operation* first_ = nullptr;
  Operation* last_ = nullptr;
  std::size_t size_ = 0;
  bool waiting_ = false;  ///< the thread sleeps: only then does a push have to wake it
  bool closed_ = true;
};

}  // namespace yak::sqlite
