// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/opaque_ids.hpp"
#include "models/catalog/model_choices.hpp"
#include "models/catalog/model_lists.hpp"
#include "models/catalog/prices.hpp"
#include "models/model_caller.hpp"
#include "models/model_metrics.hpp"
#include "models/model_options.hpp"
#include "yak/context/models.hpp"
#include "yak/middleware.hpp"

namespace yak::models {

/// Calls the turn's model, and the fallbacks if that fails. Belongs to a generation. Thread-safe.
class ModelRouter final : public Models {
 public:
  /// All references must outlive the router.
  struct Dependencies {
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    ModelChoices& choices;
  };

  ModelRouter(Dependencies dependencies, std::vector<ProviderEntry> providers,
              config::AssistantConfig options, Prices prices);
  ModelRouter(const ModelRouter&) = delete;
  ModelRouter& operator=(const ModelRouter&) = delete;

  /// Reads the key from which users' opaque ids are derived, or creates it. Call it once, before
  /// the first turn. `keys` is the store's base::kUserKeySpace.
  task<result<void>> start(KeyValue& keys);

  /// Calls `turn.model`, else the user's choice, else the default; then the fallbacks, as long as
  /// the failures are retryable and the timeout has not expired. After a failure for quota, key,
  /// permission or an unknown model, only fallbacks of other providers are called. Sets the turn's
  /// reply and result, or a sentence for the user if no model answered; both count as success.
  /// Returns `canceled` if the caller was cancelled.
  ///
  /// `sink` receives the deltas of every attempt. A new attempt starts from the beginning; only
  /// `turn.completion` is the answer.
  task<result<void>> complete(Turn& turn, DeltaSink& sink);

  task<std::vector<ModelEntry>> allowed() override;
  task<result<std::string>> current(std::string user) override;
  task<result<std::string>> choose(std::string user, std::string wanted) override;
  task<result<std::string>> reset(std::string user) override;
  task<std::vector<std::string>> served() override;

  [[nodiscard]] const Prices& prices() const noexcept { return prices_; }
  /// Returns the model of users without a choice, without asking a provider.
  [[nodiscard]] std::string default_model() const { return lists_.known()->default_name(); }
  /// Returns the models whose breaker is not closed.
  [[nodiscard]] std::vector<std::string> open_breakers() const { return caller_.open_breakers(); }

 private:
  task<std::string> pick(const Turn& turn);
  [[nodiscard]] std::vector<ModelName> candidates(const std::string& first) const;
  /// If the message has no text, adds a reply and returns true.
  static bool answers_without_model(Turn& turn);
  [[nodiscard]] CompletionRequest make_request(const Turn& turn, MonotonicTime deadline) const;
  void answer(Turn& turn, const std::string& wanted, std::string model, Completion completion);
  /// Replies with a sentence about the failure; nullopt: no provider is enabled.
  static void apologise(Turn& turn, const std::optional<error>& failure);
  void note_stale(const std::string& choice);

  Dependencies dependencies_;
  std::vector<ProviderEntry> providers_;
  config::AssistantConfig options_;
  Prices prices_;
  ModelMetrics meters_;
  ModelCaller caller_;
  ModelLists lists_;
  base::OpaqueIds ids_{""};  ///< `start` sets the stored key
  std::mutex mutex_;
  std::set<std::string> noted_stale_;
};

}  // namespace yak::models
