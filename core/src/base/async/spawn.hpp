// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "yak/log.hpp"
#include "yak/task.hpp"

namespace yak::base {

/// Starts a task of the core without awaiting it. If an exception ends it, logs an error with
/// `name` and the reason. `name` must be a constant; `log` must outlive the task. `cancel`, if it
/// is connected, cancels the task, which then ends without a line; its signal must outlive the
/// task.
void spawn(const Executor& executor, task<void> work, Logger& log, const char* name,
           boost::asio::cancellation_slot cancel = {});

}  // namespace yak::base
