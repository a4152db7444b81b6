// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <list>
#include <mutex>
#include <utility>

#include "base/async/marking_executor.hpp"
#include "base/exception_text.hpp"
#include "yak/event.hpp"
#include "yak/text/utf8.hpp"

namespace yak::generation {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kLongestReason = 200;
constexpr std::size_t kMaxFailed = 64;

}  // namespace

/// One background task, across its restarts.
struct TaskGroup::Work {
  Work(std::string called, std::function<task<void>()> make, Restart restart)
      : name(std::move(called)), factory(std::move(make)), policy(restart) {}

  const std::string name;
  const std::function<task<void>()> factory;
  asio::cancellation_signal cancel;
  // Both are guarded by the state's mutex.
  RestartPolicy policy;
  std::string reason;  ///< why it last ended unexpectedly
};

struct TaskGroup::State {
  State(const Dependencies& core, const base::InstanceLabel* whose)
      : dependencies(core),
        label(whose),
        failures(core.metrics.counter("yak_background_failures_total",
                                      "Background work of an instance that ended unexpectedly",
                                      {{"instance", whose->instance}})) {}

  const Dependencies dependencies;
  const base::InstanceLabel* const label;
  Counter& failures;
  mutable std::mutex mutex;
  std::list<std::shared_ptr<Work>> works;  ///< running, waiting for a restart, or failed
  std::size_t running = 0;
  bool stopped = false;
  Event idle;

  void note_end(Work& work, const std::string& why, std::optional<std::chrono::milliseconds> pause);
  void leave(const std::shared_ptr<Work>& work);
};

/// Counts and logs an unexpected end.
void TaskGroup::State::note_end(Work& work, const std::string& why,
                                std::optional<std::chrono::milliseconds> pause) {
  failures.add();
  if (pause) {
    dependencies.log.error("background work ended unexpectedly; it starts again after a pause",
                           {{"work", work.name}, {"reason", why}, {"pause_ms", pause->count()}});
  } else {
    dependencies.log.error("background work failed and does not start again",
                           {{"work", work.name}, {"reason", why}});
  }
}

/// Called when the work has ended and does not restart.
void TaskGroup::State::leave(const std::shared_ptr<Work>& work) {
  const std::lock_guard lock(mutex);
  // Keep permanently failed work, so that `trouble` reports it.
  if (!work->policy.has_failed() || works.size() > kMaxFailed) works.remove(work);
  if (--running == 0 && stopped) idle.set();
}

TaskGroup::TaskGroup(const Dependencies& dependencies, const base::InstanceLabel* label)
    : state_(std::make_shared<State>(dependencies, label)) {}

/// Runs the work once and returns why it ended.
task<std::string> TaskGroup::run_once(const std::function<task<void>()>& factory, bool& threw) {
  threw = true;
  try {
    co_await factory();
    threw = false;
    co_return "it returned";
  } catch (...) {
    co_return base::exception_text();
  }
}

task<void> TaskGroup::run(std::shared_ptr<State> state, std::shared_ptr<Work> work) {
  const Dependencies& dependencies = state->dependencies;
  while (true) {
    {
      const std::lock_guard lock(state->mutex);
      work->policy.begin(dependencies.clock.monotonic());
    }
    bool threw = false;
    std::string why = co_await run_once(work->factory, threw);
    if (state->stopped) co_return;
    std::optional<std::chrono::milliseconds> pause;
    {
      const std::lock_guard lock(state->mutex);
      pause =
          work->policy.end(dependencies.clock.monotonic(), threw, dependencies.random.uniform());
      if (!work->policy.has_failed()) co_return;
      why.resize(clip_utf8(why, kLongestReason).size());
      work->reason = why;
    }
    state->note_end(*work, why, pause);
    if (!pause) co_return;
    co_await dependencies.clock.sleep(*pause);
  }
}

void TaskGroup::spawn(std::string name, std::function<task<void>()> factory, Restart restart) {
  auto work = std::make_shared<Work>(std::move(name), std::move(factory), restart);
  const auto start = [state = state_, work = std::move(work)] {
    if (state->stopped) return;
    {
      const std::lock_guard lock(state->mutex);
      state->works.push_back(work);
      ++state->running;
    }
    auto ended = [state, work](const std::exception_ptr& /*canceled*/) { state->leave(work); };
    const auto marking = base::marking_executor(state->dependencies.loop, state->label,
                                                base::lasting("background:" + work->name));
    asio::co_spawn(marking, run(state, work),
                   asio::bind_cancellation_slot(work->cancel.slot(), std::move(ended)));
  };
  asio::post(state_->dependencies.loop, start);
}

task<void> TaskGroup::stop() {
  const auto state = state_;
  std::list<std::shared_ptr<Work>> works;
  {
    const std::lock_guard lock(state->mutex);
    state->stopped = true;
    if (state->running == 0) co_return;
    works = state->works;
  }
  for (const auto& work : works) work->cancel.emit(asio::cancellation_type::terminal);
  co_await state->idle.wait();
}

std::optional<std::string> TaskGroup::trouble() const {
  const MonotonicTime now = state_->dependencies.clock.monotonic();
  const std::lock_guard lock(state_->mutex);
  for (const auto& work : state_->works) {
    if (!work->policy.keeps_failing(now)) continue;
    const int times = work->policy.failures();
    return "background work '" + work->name + "' " +
           (times == 1 ? "failed" : "ended unexpectedly " + std::to_string(times) + " times") +
           ": " + work->reason;
  }
  return std::nullopt;
}

}  // namespace yak::generation
