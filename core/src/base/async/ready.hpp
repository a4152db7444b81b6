// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "yak/task.hpp"

namespace yak::base {

/// A task that ends at once with `value`, for a function that is not a coroutine.
template <class T>
task<T> ready(T value) {
  co_return std::move(value);
}

}  // namespace yak::base
