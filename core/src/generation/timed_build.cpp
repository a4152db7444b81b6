// SPDX-License-Identifier: Apache-2.0
#include "generation/timed_build.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "base/async/marking_executor.hpp"
#include "base/exception_text.hpp"
#include "generation/generation_builder.hpp"
#include "generation/router_build.hpp"
#include "yak/text/text_format.hpp"

namespace yak::generation {
namespace asio = boost::asio;
namespace {

using Time = std::chrono::steady_clock;

/// Time that a cancelled build has to end.
constexpr std::chrono::seconds kGrace{2};

/// The state of a running build. If the waiting thread gives up, the build keeps it alive.
struct Build {
  Build(BuildRequest what, GenerationRetirer& where)
      : request(std::move(what)),
        retirer(where),
        hand_over(std::make_shared<HandOver>(request.core.log)),
        deadline(Time::now() + request.limit) {}

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
    deadline.reset();
    changed.notify_all();
  }

  BuildRequest request;
  GenerationRetirer& retirer;
  asio::cancellation_signal cancel;
  BuildOutcome outcome;
  const std::shared_ptr<HandOver> hand_over;
  std::unique_ptr<Generation> unfinished;  ///< being started; discarded if the build fails

  std::mutex mutex;
  std::condition_variable_any changed;
  std::string step = "reading the configuration";
  std::chrono::milliseconds limit = request.limit;
  std::optional<Time::time_point> deadline;  ///< no value: no limit
  bool done = false;
  bool given_up = false;
};

/// Starts a generation, and calls `before_channels` before its channels accept messages.
task<result<void>> start_all(Build& build, const Generation::Progress& progress) {
  config::Problems& problems = build.outcome.problems;
  auto started = co_await build.unfinished->start(progress, problems);
  if (!started) co_return started;
  if (build.request.before_channels) {
    const std::chrono::milliseconds span = build.limit;
    build.suspend_limit();
    auto ready = build.request.before_channels();
    if (!ready) co_return ready;
    build.set_limit(span);
  }
  co_return co_await build.unfinished->start_channels(progress, problems);
}

/// Compares the plans, and prepares what outlives generations. Returns false with problems.
bool prepare(Build& build, GenerationInputs& inputs) {
  config::Problems& problems = build.outcome.problems;
  const Plan& plan = *inputs.plan;
  if (auto prices = read_prices(plan.config)) {
    inputs.prices = *std::move(prices);
  } else {
    problems.add(plan.config.position("prices"), "prices", prices.error().message);
  }
  const Generation* before = inputs.before.get();
  DiffFacts facts;
  if (before != nullptr) {
    before->add_facts(facts);
    facts.same_prices = before->models().prices() == inputs.prices;
  }
  inputs.diff =
      plan_diff(before == nullptr ? nullptr : &before->plan(), plan, build.request.started, facts);
  for (const SettingChange& change : inputs.diff.settings) {
    if (change.fate != SettingFate::refused) continue;
    problems.add(plan.config.position(change.key), change.key, change.what);
  }
  if (build.request.prepare) build.request.prepare(plan, inputs.diff, inputs.core, problems);
  return problems.empty();
}

/// Builds and starts `inputs`. Returns false with problems.
task<bool> build_and_start(Build& build, const GenerationInputs& inputs) {
  const Generation::Progress progress = [&build](const std::string& step) { build.note(step); };
  build.unfinished = GenerationBuilder(inputs, progress, build.outcome.problems).build();
  if (!build.outcome.problems.empty()) co_return false;
  const auto started = co_await start_all(build, progress);
  if (!started) build.outcome.failure = started.error();
  co_return started.has_value();
}

task<void> make(Build& build) {
  config::Problems& problems = build.outcome.problems;
  const std::shared_ptr<const Plan> plan = build.request.read(problems);
  if (!problems.empty() || !plan) co_return;
  problems.set_file(plan->config.path());
  build.set_limit(plan->config.core().plugins.start_timeout);
  GenerationInputs inputs{plan, build.request.core, build.request.before, {}, {}, build.hand_over};
  if (!prepare(build, inputs)) co_return;
  if (!co_await build_and_start(build, inputs)) co_return;
  build.unfinished->finish();
  build.outcome.generation = std::move(build.unfinished);
  build.outcome.diff = std::move(inputs.diff);
}

void start(BuildLoop& loop, const std::shared_ptr<Build>& build) {
  auto ended = [build](const std::exception_ptr& thrown) {
    if (thrown) {
      build->outcome.problems.add({}, "",
                                  "a plugin or the core threw: " + base::exception_text(thrown));
    }
    build->retirer.discard(std::move(build->unfinished));
    build->request.before.reset();
    const std::lock_guard lock(build->mutex);
    if (build->given_up) build->retirer.discard(std::move(build->outcome.generation));
    build->done = true;
    build->changed.notify_all();
  };
  auto work = [build]() -> task<void> { return make(*build); };
  asio::co_spawn(base::marking_executor(loop.context(), nullptr, "build"), std::move(work),
                 asio::bind_cancellation_slot(build->cancel.slot(), std::move(ended)));
}

/// Returns false if the deadline passed first or a stop was requested.
bool wait(Build& build) {
  const std::stop_token& stopping = build.request.stopping;
  std::unique_lock lock(build.mutex);
  while (!build.done && !stopping.stop_requested()) {
    const auto deadline = build.deadline;
    const auto is_over = [&] { return build.done || build.deadline != deadline; };
    if (!deadline) {
      build.changed.wait(lock, stopping, is_over);
    } else if (!build.changed.wait_until(lock, stopping, *deadline, is_over)) {
      break;
    }
  }
  return build.done;
}

/// Why the build is cancelled.
error reason_to_cancel(Build& build) {
  if (build.request.stopping.stop_requested()) {
    return error(ErrorKind::canceled, "the daemon is stopping");
  }
  const std::lock_guard lock(build.mutex);
  return error(ErrorKind::timeout, build.step + " took longer than " +
                                       format_duration(build.limit) + " (plugins.start_timeout)");
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

BuildOutcome timed_build(BuildLoop& loop, GenerationRetirer& retirer, BuildRequest request) {
  const auto build = std::make_shared<Build>(std::move(request), retirer);
  start(loop, build);
  if (wait(*build)) {
    // Not earlier: a generation that is finished too late is discarded.
    if (build->outcome.generation) build->hand_over->settle();
    return std::move(build->outcome);
  }
  BuildOutcome late;
  late.failure = reason_to_cancel(*build);
  if (cancel(loop, build)) {
    retirer.discard(std::move(build->outcome.generation));
  } else {
    late.hangs = true;
    loop.replace();
    build->hand_over->give_up();
    asio::co_spawn(
        base::marking_executor(loop.context(), nullptr, "take back"),
        [build]() -> task<void> { return build->hand_over->take_back(); }, asio::detached);
  }
  late.problems.add({}, "", late.failure->message);
  return late;
}

}  // namespace yak::generation
