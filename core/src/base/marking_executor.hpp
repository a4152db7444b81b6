#pragma once

#include <boost/asio/io_context.hpp>

#include "base/activity.hpp"
#include "yak/task.hpp"

namespace yak::base {

/// The loop's executor, which publishes `activity` as what runs on the thread whenever it runs
/// something. A coroutine that is started on it is resumed by it, whatever it waited for.
[[nodiscard]] Executor marking_executor(boost::asio::io_context& loop, ActivityPtr activity);
/// With an activity of its own.
[[nodiscard]] Executor marking_executor(boost::asio::io_context& loop,
                                        const InstanceLabel* instance, const char* layer);

}  // namespace yak::base
