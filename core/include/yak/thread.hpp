#pragma once

#include <functional>
#include <string>
#include <thread>

#include "yak/api.hpp"

namespace yak {

/// Starts a thread for an instance whose work blocks, such as calls of a database's library. A
/// crash there, a stack overflow too, is reported as one of the instance whose code calls this.
/// `name` is the thread's, at most 15 characters. What `body` throws ends the process. The caller
/// joins it.
[[nodiscard]] YAK_API std::thread start_thread(std::string name, std::function<void()> body);

}  // namespace yak
