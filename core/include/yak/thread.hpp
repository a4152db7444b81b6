// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "yak/api.hpp"

namespace yak {

/// Starts a thread for blocking work of an instance, such as calls of a database library. A crash
/// on the thread, including a stack overflow, is attributed to the instance whose code called this.
/// `name` is the thread's name, at most 15 characters. An exception from `body` ends the process.
/// The caller joins the thread.
[[nodiscard]] YAK_API std::thread start_thread(std::string name, std::function<void()> body);

}  // namespace yak
