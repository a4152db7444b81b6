// SPDX-License-Identifier: Apache-2.0
#include "models/model_caller.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "base/async/deadline.hpp"
#include "base/exception_text.hpp"
#include "models/model_failure.hpp"
#include "observe/tracing/trace_ids.hpp"
#include "observe/tracing/turn_steps.hpp"

namespace yak::models {
namespace asio = boost::asio;
namespace {

/// Copies the exception's text, because the exception's code belongs to the plugin.
[[gnu::noinline]] error provider_threw(const std::string& model) {
  return {ErrorKind::internal, "the provider of " + model + " threw: " + base::exception_text()};
}

[[gnu::noinline]] error provider_threw(const std::string& model,
                                       const boost::system::system_error& thrown) {
  if (thrown.code() != asio::error::operation_aborted) return provider_threw(model);
  return {ErrorKind::canceled, "the call to " + model + " was cancelled"};
}

}  // namespace

/// Reports a call's result to the breaker; without a result (cancelled, not made) as abandoned.
class ModelCaller::AttemptOutcome {
 public:
  AttemptOutcome(BreakerTable& breakers, const std::string& model, Breaker::Pass pass)
      : breakers_(breakers), model_(model), pass_(pass) {}
  AttemptOutcome(const AttemptOutcome&) = delete;
  AttemptOutcome& operator=(const AttemptOutcome&) = delete;
  ~AttemptOutcome() {
    if (!given_) breakers_.abandoned(model_, pass_);
  }

  [[nodiscard]] const std::string& model() const noexcept { return model_; }
  void succeeded() {
    given_ = true;
    breakers_.succeeded(model_, pass_);
  }
  bool failed(MonotonicTime now) {
    given_ = true;
    return breakers_.failed(model_, pass_, now);
  }

 private:
  BreakerTable& breakers_;
  const std::string& model_;
  Breaker::Pass pass_;
  bool given_ = false;
};

ModelCaller::ModelCaller(const std::vector<ProviderEntry>& providers, config::BreakerConfig breaker,
                         Clock& clock, Logger& log, ModelMetrics& meters)
    : breakers_(breaker), clock_(clock), log_(log), meters_(meters) {
  for (const ProviderEntry& entry : providers) {
    base::ConcurrencyLimit::Options options;
    options.name = "provider " + entry.name;
    options.places = entry.max_concurrent;
    options.max_wait = entry.max_wait;
    slots_[entry.name] = std::make_unique<Slot>(entry, clock_, std::move(options));
  }
}

bool ModelCaller::serves(const std::string& provider) const { return slots_.contains(provider); }

task<result<Completion>> ModelCaller::call(const ModelName& name, CompletionRequest& request,
                                           DeltaSink& sink, Turn& turn) {
  const std::string model = name.full();
  const auto slot = slots_.find(name.provider);
  if (slot == slots_.end()) co_return no_provider(name);
  const auto pass = breakers_.admit(model, clock_.monotonic());
  if (!pass) co_return held_back(model, turn);
  AttemptOutcome attempt(breakers_, model, *pass);
  std::optional<base::ConcurrencyLimit::Slot> place = slot->second->limit.try_acquire();
  MonotonicTime began = clock_.monotonic();
  if (!place) {
    auto waited = co_await slot->second->limit.acquire(request.deadline);
    add_wait_step(turn, name.provider, began, !waited);
    if (!waited) co_return no_place(model, waited.error());
    place = std::move(*waited);
    began = clock_.monotonic();
  }
  request.model = name.model;
  request.traceparent = observe::traceparent(turn.message.trace_id, turn.steps.size() + 1);
  result<Completion> outcome;
  const base::ActivityScope activity(slot->second->label, "model", turn.message.id);
  try {
    task<result<Completion>> answer = slot->second->provider.complete(request, sink);
    outcome = co_await base::with_deadline(clock_, request.deadline, model, std::move(answer));
  } catch (const boost::system::system_error& failure) {
    outcome = provider_threw(model, failure);
  } catch (...) {
    outcome = provider_threw(model);
  }
  const auto state = co_await asio::this_coro::cancellation_state;
  classify(outcome, attempt, state.cancelled() != asio::cancellation_type::none);
  note(model, outcome, began);
  add_step(turn, model, outcome, began);
  co_return outcome;
}

// Kept out of the coroutine, so that the temporaries for their texts do not enlarge its frame.

error ModelCaller::no_provider(const ModelName& name) {
  return {ErrorKind::not_found, "there is no provider " + name.provider};
}

error ModelCaller::held_back(const std::string& model, Turn& turn) {
  meters_.called(model, "breaker_open");
  error failure(ErrorKind::unavailable, "the breaker of " + model + " is open");
  add_step(turn, model, failure, clock_.monotonic());
  return failure;
}

error ModelCaller::no_place(const std::string& model, error failure) {
  const bool is_full = failure.kind == ErrorKind::rate_limited;
  meters_.called(model, is_full ? "queue_full" : to_string(failure.kind));
  return failure;
}

void ModelCaller::classify(result<Completion>& outcome, AttemptOutcome& attempt, bool canceled) {
  if (canceled) {
    outcome = error(ErrorKind::canceled, "cancelled while " + attempt.model() + " was answering");
  } else if (outcome || !outcome.error().retryable) {
    attempt.succeeded();
  } else if (attempt.failed(clock_.monotonic())) {
    meters_.breaker_opened(attempt.model());
    log_.warn("a model keeps failing; its breaker is open", {{"model", attempt.model()}});
  }
}

void ModelCaller::note(const std::string& model, const result<Completion>& outcome,
                       MonotonicTime began) {
  meters_.called(model, outcome ? "ok" : to_string(outcome.error().kind));
  meters_.took(model, clock_.monotonic() - began);
  if (outcome) {
    meters_.used(model, outcome->usage);
    return;
  }
  const error& failure = outcome.error();
  if (failure.kind == ErrorKind::canceled) return;
  log_.write(failure_level(failure.kind), "a model did not answer",
             {{"model", model},
              {"kind", to_string(failure.kind)},
              {"retryable", failure.retryable ? "yes" : "no"},
              {"reason", failure.message}});
}

void ModelCaller::add_step(Turn& turn, const std::string& model, const result<Completion>& outcome,
                           MonotonicTime began) const {
  std::string detail;
  if (!outcome) {
    const error& failure = outcome.error();
    detail = std::string(to_string(failure.kind)) + ": " + failure.message;
  }
  observe::end_step(turn, observe::begin_step(turn, model, began), clock_.monotonic(), !outcome,
                    std::move(detail));
}

void ModelCaller::add_wait_step(Turn& turn, const std::string& provider, MonotonicTime began,
                                bool failed) const {
  const std::size_t place = observe::begin_step(turn, "place at " + provider, began);
  observe::end_step(turn, place, clock_.monotonic(), failed);
}

}  // namespace yak::models
