// SPDX-License-Identifier: Apache-2.0
#include "models/model_router.hpp"

#include <algorithm>
#include <utility>

#include "base/user_key.hpp"
#include "models/model_failure.hpp"
#include "models/model_request.hpp"
#include "models/without_text.hpp"

namespace yak::models {
namespace {

/// With less time left, no further model is tried.
constexpr std::chrono::seconds kLeastTime{1};
/// Maximum number of distinct stale choices that are logged; further ones are not logged.
constexpr std::size_t kMaxNoted = 100;

/// The failure (quota, key, permission or unknown model) affects one provider; another may answer.
bool concerns_provider_alone(ErrorKind kind) noexcept {
  return kind == ErrorKind::quota || kind == ErrorKind::unauthenticated ||
         kind == ErrorKind::forbidden || kind == ErrorKind::not_found;
}

}  // namespace

ModelRouter::ModelRouter(Dependencies dependencies, std::vector<ProviderEntry> providers,
                         config::AssistantConfig options, Prices prices)
    : dependencies_(dependencies),
      providers_(std::move(providers)),
      options_(without_aliases(std::move(options))),
      prices_(std::move(prices)),
      meters_(dependencies_.metrics),
      caller_(providers_, options_.breaker, dependencies_.clock, dependencies_.log, meters_),
      lists_(providers_, options_, dependencies_.clock, dependencies_.log) {}

task<result<void>> ModelRouter::start(KeyValue& keys) {
  const auto key = co_await base::user_key(keys);
  if (!key) co_return key.error();
  ids_ = base::OpaqueIds(*key);
  co_return result<void>();
}

task<result<void>> ModelRouter::complete(Turn& turn, DeltaSink& sink) {
  if (answers_without_model(turn)) co_return result<void>();
  const MonotonicTime deadline = dependencies_.clock.monotonic() + options_.timeout;
  const std::string wanted = co_await pick(turn);
  CompletionRequest request = make_request(turn, deadline);
  const std::vector<ModelName> models = candidates(wanted);
  // The user is told the first failure, because it concerns the requested model.
  std::optional<error> first;
  std::vector<std::string> refusing;  // providers that refused a call and are not asked again
  for (const ModelName& model : models) {
    if (first && dependencies_.clock.monotonic() + kLeastTime > deadline) break;
    if (std::ranges::find(refusing, model.provider) != refusing.end()) continue;
    result<Completion> outcome = co_await caller_.call(model, request, sink, turn);
    if (outcome) {
      answer(turn, wanted, model.full(), *std::move(outcome));
      co_return result<void>();
    }
    if (outcome.error().kind == ErrorKind::canceled) co_return outcome.error();
    const bool is_refusal = concerns_provider_alone(outcome.error().kind);
    const bool goes_on = outcome.error().retryable || is_refusal;
    if (!first) first = std::move(outcome).error();
    if (!goes_on) break;
    if (is_refusal) refusing.push_back(model.provider);
  }
  apologise(turn, first);
  co_return result<void>();
}

bool ModelRouter::answers_without_model(Turn& turn) {
  std::optional<std::string> words = notice_without_text(turn.message);
  if (!words) return false;
  turn.result = TurnResult::unreadable;
  turn.reply.add(*std::move(words));
  return true;
}

CompletionRequest ModelRouter::make_request(const Turn& turn, MonotonicTime deadline) const {
  CompletionRequest request = request_of(turn, options_);
  request.user = ids_.of(turn.user);
  request.deadline = deadline;
  return request;
}

task<std::string> ModelRouter::pick(const Turn& turn) {
  const ModelLists::Catalog catalog = lists_.known();
  if (!turn.model.empty()) {
    const auto name = ModelName::parse(turn.model);
    if (name && caller_.serves(name->provider)) co_return turn.model;
    note_stale(turn.model);
    co_return catalog->default_name();
  }
  const result<std::string> chosen = co_await current(turn.user);
  if (chosen) co_return *chosen;
  dependencies_.log.error("a user's chosen model could not be read",
                          {{"reason", chosen.error().message}});
  co_return catalog->default_name();
}

std::vector<ModelName> ModelRouter::candidates(const std::string& first) const {
  std::vector<std::string> names{first};
  names.insert(names.end(), options_.fallbacks.begin(), options_.fallbacks.end());
  std::vector<ModelName> models;
  for (const std::string& name : names) {
    const auto parsed = ModelName::parse(name);
    if (!parsed || !caller_.serves(parsed->provider)) continue;
    if (std::ranges::find(models, *parsed) == models.end()) models.push_back(*parsed);
  }
  return models;
}

void ModelRouter::answer(Turn& turn, const std::string& wanted, std::string model,
                         Completion completion) {
  if (model != wanted) meters_.fell_back();
  const auto cost = prices_.cost(model, completion.model, completion.usage);
  meters_.cost(model, cost);
  UsageRow row;
  row.user = turn.user;
  row.model = model;
  row.day = day_of(dependencies_.clock.now());
  row.messages = 1;
  if (completion.usage.known) {
    row.prompt_tokens = completion.usage.prompt_tokens;
    row.completion_tokens = completion.usage.completion_tokens;
  }
  row.cost_nano_usd = cost.value_or(0);
  row.unpriced_messages = cost ? 0 : 1;
  turn.writes.usage.push_back(std::move(row));
  turn.cost_nano_usd = cost.value_or(0);
  turn.cost_known = cost.has_value();
  turn.answered_by = std::move(model);
  turn.result = TurnResult::answered;
  turn.reply.add(completion.text, Markup::markdown);
  turn.completion = std::move(completion);
}

void ModelRouter::apologise(Turn& turn, const std::optional<error>& failure) {
  turn.result = TurnResult::failed;
  turn.reply.add(
      failure_text(failure ? *failure : error(ErrorKind::unsupported, "no provider is enabled")));
}

void ModelRouter::note_stale(const std::string& choice) {
  {
    const std::lock_guard lock(mutex_);
    if (noted_stale_.size() >= kMaxNoted || !noted_stale_.insert(choice).second) return;
  }
  dependencies_.log.warn("a chosen model is no longer allowed; using the default model",
                         {{"model", choice}, {"default", lists_.known()->default_name()}});
}

task<std::vector<ModelEntry>> ModelRouter::allowed() {
  const ModelLists::Catalog catalog = co_await lists_.current();
  co_return catalog->entries();
}

task<result<std::string>> ModelRouter::current(std::string user) {
  const ModelLists::Catalog catalog = lists_.known();
  const auto chosen = co_await dependencies_.choices.get(std::move(user));
  if (!chosen) co_return chosen.error();
  if (!*chosen) co_return catalog->default_name();
  if (catalog->allows(**chosen)) co_return **chosen;
  note_stale(**chosen);
  co_return catalog->default_name();
}

task<result<std::string>> ModelRouter::choose(std::string user, std::string wanted) {
  const ModelLists::Catalog catalog = co_await lists_.current();
  const result<std::string> name = catalog->resolve(wanted);
  if (!name) co_return name.error();
  const result<void> written = co_await dependencies_.choices.set(std::move(user), *name);
  if (!written) co_return written.error();
  co_return *name;
}

task<result<std::string>> ModelRouter::reset(std::string user) {
  const result<void> written = co_await dependencies_.choices.set(std::move(user), std::nullopt);
  if (!written) co_return written.error();
  co_return lists_.known()->default_name();
}

task<std::vector<std::string>> ModelRouter::served() { return lists_.served(); }

}  // namespace yak::models
