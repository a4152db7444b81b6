// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <thread>

#include "sqlite/threads/operation_queue.hpp"
#include "yak/metrics.hpp"

namespace yak::sqlite {

/// A thread that takes everything that is queued and passes it on as one batch. It never waits for
/// more: under load the next batch gathers while this one commits.
class Worker {
 public:
  /// Must set `done` of every operation in the batch.
  using Handler = std::function<void(std::span<Operation* const> batch)>;

  /// `name` is the thread's, at most 15 characters; `rejected` counts the operations that the bound
  /// refuses.
  Worker(std::string name, std::size_t bound, std::size_t batch_limit, Counter& rejected);
  ~Worker();

  void start(Handler handler);
  /// Queues `operation`; `unavailable` if the queue is full or the worker does not run.
  result<void> submit(Operation& operation);
  /// Finishes what is queued and ends the thread. Idempotent.
  void stop();

 private:
  void run(const Handler& handler);

  const std::string name_;
  OperationQueue queue_;
  const std::size_t batch_limit_;
  Counter& rejected_;
  std::thread thread_;
};

}  // namespace yak::sqlite
