// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/running.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

namespace yak::testing {
namespace asio = boost::asio;

void start_running(Executor executor, std::shared_ptr<RunningState> state, task<void> work) {
  auto ended = [state](std::exception_ptr thrown) {
    state->thrown = std::move(thrown);
    state->done = true;
  };
  const asio::cancellation_slot slot = state->cancel.slot();
  asio::co_spawn(executor, std::move(work), asio::bind_cancellation_slot(slot, std::move(ended)));
}

}  // namespace yak::testing
