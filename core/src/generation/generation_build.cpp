// SPDX-License-Identifier: Apache-2.0
#include "generation/generation_build.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "base/marking_executor.hpp"
#include "yak/text_format.hpp"

namespace yak::generation {
namespace asio = boost::asio;
namespace {

using Time = std::chrono::steady_clock;

/// Time that a cancelled build has to end.
constexpr std::chrono::seconds kGrace{2};

/// The state of a running build. If the waiting thread gives up, the build keeps it alive.
struct Build {
  Build(BuildRequest what, GenerationRetirer& where)
      : order(std::move(what)), keeper(where), deadline(Time::now() + order.limit) {}

  void note(const std::string& what) {
    const std::lock_guard lock(mutex);
    step = what;
  }
  void set_limit(std::chrono::milliseconds span) {
    const std::lock_guard lock(mutex);
    limit = span;
    deadline = Time::now() + span;
    changed.notify_all();
  }

  void suspend_limit() {
    const std::lock_guard lock(mutex);
    deadline = Time::time_point::max();
    changed.notify_all();
  }

  BuildRequest order;
  GenerationRetirer& keeper;
  asio::cancellation_signal cancel;
  BuildOutcome outcome;

  std::mutex mutex;
  std::condition_variable changed;
  std::string step = "reading the configuration";
  std::chrono::milliseconds limit = order.limit;
  Time::time_point deadline;
  bool done = false;
  bool given_up = false;
};

/// Starts a generation, and calls `before_channels` before its channels accept messages.
task<result<void>> start_all(Build& build, Generation& generation,
                             const Generation::Progress& progress) {
  config::Problems& problems = build.outcome.problems;
  auto started = co_await generation.start(progress, problems);
  if (!started) co_return started;
  if (build.order.before_channels) {
    const std::chrono::milliseconds span = build.limit;
    build.suspend_limit();
    auto ready = build.order.before_channels();
    if (!ready) co_return ready;
    build.set_limit(span);
  }
  co_return co_await generation.start_channels(progress, problems);
}

task<void> make(Build& build) {
  config::Problems& problems = build.outcome.problems;
  const std::shared_ptr<const Plan> plan = build.order.read(problems);
  if (!problems.empty() || !plan) co_return;
  problems.set_file(plan->config.path());
  build.set_limit(plan->config.core().plugins.start_timeout);
  InstanceDependencies core = build.order.core;
  if (build.order.prepare) build.order.prepare(*plan, core, problems);
  if (!problems.empty()) co_return;
  const Generation::Progress progress = [&build](const std::string& step) { build.note(step); };
  for (const bool fresh_commands : {false, true}) {
    auto generation =
        Generation::build(plan, core, build.order.before.get(), fresh_commands, progress, problems);
    if (!generation) co_return;
    const auto started = co_await start_all(build, *generation, progress);
    if (started && !generation->wants_commands()) {
      generation->finish();
      build.outcome.generation = std::move(generation);
      co_return;
    }
    build.keeper.discard(std::move(generation));
    if (started) continue;
    build.outcome.failure = started.error();
    co_return;
  }
}

std::string words_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

void start(BuildLoop& loop, const std::shared_ptr<Build>& build) {
  auto ended = [build](const std::exception_ptr& thrown) {
    if (thrown) {
      build->outcome.problems.add({}, "", "a plugin or the core threw: " + words_of(thrown));
    }
    std::unique_ptr<Generation> unwanted;
    const std::lock_guard lock(build->mutex);
    if (build->given_up) unwanted = std::move(build->outcome.generation);
    if (unwanted) build->keeper.discard(std::move(unwanted));
    build->order.before.reset();
    build->done = true;
    build->changed.notify_all();
  };
  auto work = [build]() -> task<void> { return make(*build); };
  asio::co_spawn(base::marking_executor(loop.context(), nullptr, "build"), std::move(work),
                 asio::bind_cancellation_slot(build->cancel.slot(), std::move(ended)));
}

/// Returns false if the deadline passed first or the daemon is stopping.
bool wait(Build& build) {
  constexpr std::chrono::milliseconds kLook{100};
  const auto is_stopping = [&] {
    return build.order.is_stopping != nullptr && build.order.is_stopping->load();
  };
  std::unique_lock lock(build.mutex);
  while (!build.done && Time::now() < build.deadline && !is_stopping()) {
    build.changed.wait_for(lock, kLook);
  }
  return build.done;
}

std::string too_slow(Build& build) {
  const std::lock_guard lock(build.mutex);
  return build.step + " took longer than " + format_duration(build.limit) +
         " (plugins.start_timeout)";
}

/// Cancels the build. Returns false if it does not end within kGrace and is given up.
bool cancel(BuildLoop& loop, const std::shared_ptr<Build>& build) {
  asio::post(loop.context(), [build] { build->cancel.emit(asio::cancellation_type::terminal); });
  std::unique_lock lock(build->mutex);
  build->changed.wait_for(lock, kGrace, [&] { return build->done; });
  build->given_up = !build->done;
  return build->done;
}

}  // namespace

BuildOutcome build_generation(BuildLoop& loop, GenerationRetirer& keeper, BuildRequest order) {
  const auto build = std::make_shared<Build>(std::move(order), keeper);
  start(loop, build);
  if (wait(*build)) return std::move(build->outcome);
  BuildOutcome late;
  const std::string words = too_slow(*build);
  if (cancel(loop, build)) {
    keeper.discard(std::move(build->outcome.generation));
  } else {
    late.hangs = true;
    loop.replace();
  }
  late.problems.add({}, "", words);
  late.failure = error(ErrorKind::timeout, words);
  return late;
}

}  // namespace yak::generation
