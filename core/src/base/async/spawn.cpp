// SPDX-License-Identifier: Apache-2.0
#include "base/async/spawn.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/async/deadline.hpp"
#include "base/exception_text.hpp"

namespace yak::base {

void spawn(const Executor& executor, task<void> work, Logger& log, const char* name,
           boost::asio::cancellation_slot cancel) {
  auto ended = [&log, name, may_cancel = cancel.is_connected()](const std::exception_ptr& thrown) {
    if (!thrown || (may_cancel && is_cancellation(thrown))) return;
    log.error("an exception ended a task of the core",
              {{"task", name}, {"reason", exception_text(thrown)}});
  };
  boost::asio::co_spawn(executor, std::move(work),
                        boost::asio::bind_cancellation_slot(cancel, std::move(ended)));
}

}  // namespace yak::base
