// SPDX-License-Identifier: Apache-2.0
#include "sqlite/threads/operation_queue.hpp"

#include <utility>

namespace yak::sqlite {

void OperationQueue::open() {
  const std::lock_guard lock(mutex_);
  closed_ = false;
}

OperationQueue::Pushed OperationQueue::push(Operation& operation) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Pushed::closed;
    if (size_ >= bound_) return Pushed::full;
    operation.next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = &operation;
    last_ = &operation;
    ++size_;
    wake = std::exchange(waiting_, false);
  }
  if (wake) filled_.notify_one();
  return Pushed::yes;
}

bool OperationQueue::take(std::vector<Operation*>& batch, std::size_t limit) {
  batch.clear();
  std::unique_lock lock(mutex_);
  while (first_ == nullptr && !closed_) {
    waiting_ = true;
    filled_.wait(lock);
  }
  waiting_ = false;
  while (first_ != nullptr && batch.size() < limit) {
    batch.push_back(first_);
    first_ = first_->next;
  }
  if (first_ == nullptr) last_ = nullptr;
  size_ -= batch.size();
  return !batch.empty();
}

void OperationQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
}

}  // namespace yak::sqlite
