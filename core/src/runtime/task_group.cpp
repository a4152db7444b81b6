#include "runtime/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include "yak/event.hpp"

namespace yak::runtime {
namespace asio = boost::asio;

struct TaskGroup::State {
  State(asio::io_context& context, Logger& logger) : loop(context), log(logger) {}

  asio::io_context& loop;
  Logger& log;
  std::list<asio::cancellation_signal> running;
  bool stopped = false;
  Event idle;
};

namespace {

/// Empty when the work ended well or was cancelled.
std::string failure_of(const std::exception_ptr& thrown) {
  if (!thrown) return {};
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& failure) {
    return failure.code() == asio::error::operation_aborted ? "" : failure.what();
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

}  // namespace

TaskGroup::TaskGroup(asio::io_context& loop, Logger& log)
    : state_(std::make_shared<State>(loop, log)) {}

void TaskGroup::spawn(std::string name, task<void> work) {
  asio::post(
      state_->loop, [state = state_, name = std::move(name), work = std::move(work)]() mutable {
        if (state->stopped) return;
        const auto signal = state->running.emplace(state->running.end());
        auto ended = [state, signal, name = std::move(name)](const std::exception_ptr& thrown) {
          const std::string failure = failure_of(thrown);
          if (!failure.empty()) {
            state->log.error("background work failed", {{"work", name}, {"reason", failure}});
          }
          state->running.erase(signal);
          if (state->stopped && state->running.empty()) state->idle.set();
        };
        asio::co_spawn(state->loop, std::move(work),
                       asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
      });
}

task<void> TaskGroup::stop() {
  const auto state = state_;
  state->stopped = true;
  if (state->running.empty()) co_return;
  for (auto next = state->running.begin(); next != state->running.end();) {
    (next++)->emit(asio::cancellation_type::terminal);
  }
  co_await state->idle.wait();
}

}  // namespace yak::runtime
