// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>

#include "base/async/activity.hpp"
#include "yak/task.hpp"

namespace yak::base {

/// The loop's executor, wrapped to publish `activity` as running on the thread while it runs a
/// function. A coroutine started on it is always resumed by it.
[[nodiscard]] Executor marking_executor(boost::asio::io_context& loop, ActivityPtr activity);
/// As above, with a new activity.
[[nodiscard]] Executor marking_executor(boost::asio::io_context& loop,
                                        const InstanceLabel* instance, const char* layer);

}  // namespace yak::base
