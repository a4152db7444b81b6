// SPDX-License-Identifier: Apache-2.0
#include "base/async/spawn.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/exception_text.hpp"

namespace yak::base {

void spawn(const Executor& executor, task<void> work, Logger& log, const char* name) {
  auto ended = [&log, name](const std::exception_ptr& thrown) {
    if (!thrown) return;
    log.error("an exception ended a task of the core",
              {{"task", name}, {"reason", exception_text(thrown)}});
  };
  boost::asio::co_spawn(executor, std::move(work), std::move(ended));
}

}  // namespace yak::base
