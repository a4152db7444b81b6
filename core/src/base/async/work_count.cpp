// SPDX-License-Identifier: Apache-2.0
#include "base/async/work_count.hpp"

namespace yak::base {

WorkCount::Watch::Watch(WorkCount& count, Event& none) : count_(count) {
  const std::lock_guard lock(count_.mutex_);
  count_.none_ = &none;
  count_.is_watched_ = true;
}

WorkCount::Watch::~Watch() {
  const std::lock_guard lock(count_.mutex_);
  count_.none_ = nullptr;
  count_.is_watched_ = false;
}

void WorkCount::notify() {
  const std::lock_guard lock(mutex_);
  if (none_ != nullptr) none_->set();
}

}  // namespace yak::base
