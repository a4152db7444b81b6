// SPDX-License-Identifier: Apache-2.0
#include "sqlite/threads/worker.hpp"

#include <utility>
#include <vector>

#include "yak/thread.hpp"

namespace yak::sqlite {

Worker::Worker(std::string name, std::size_t bound, std::size_t batch_limit, Counter& rejected)
    : name_(std::move(name)), queue_(bound), batch_limit_(batch_limit), rejected_(rejected) {}

Worker::~Worker() { stop(); }

void Worker::start(Handler handler) {
  queue_.open();
  thread_ = start_thread(name_, [this, handler = std::move(handler)] { run(handler); });
}

result<void> Worker::submit(Operation& operation) {
  switch (queue_.push(operation)) {
    case OperationQueue::Pushed::yes: return {};
    case OperationQueue::Pushed::closed:
      return error(ErrorKind::unavailable, "the store is not open");
    case OperationQueue::Pushed::full: break;
  }
  rejected_.add();
  return error(
      ErrorKind::unavailable,
      "the store's queue is full: the disk is slower than what comes in (store.max_queue)");
}

void Worker::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Worker::run(const Handler& handler) {
  std::vector<Operation*> batch;
  batch.reserve(batch_limit_);
  while (queue_.take(batch, batch_limit_)) handler(batch);
}

}  // namespace yak::sqlite
