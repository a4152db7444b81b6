// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "yak/task.hpp"

namespace yak::store_contract {

/// Runs `callers` coroutines at once to their end, on two loops with a thread each, as the daemon
/// does. Rethrows the first exception.
inline void run_callers(int callers, const std::function<task<void>(int caller)>& work) {
  namespace asio = boost::asio;
  asio::io_context loops[2]{asio::io_context(1), asio::io_context(1)};
  std::mutex mutex;
  std::exception_ptr thrown;
  for (int i = 0; i < callers; ++i) {
    asio::co_spawn(loops[i % 2], work(i), [&mutex, &thrown](std::exception_ptr failure) {
      const std::lock_guard lock(mutex);
      if (failure && !thrown) thrown = std::move(failure);
    });
  }
  std::thread second([&loops] { loops[1].run(); });
  loops[0].run();
  second.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace yak::store_contract
