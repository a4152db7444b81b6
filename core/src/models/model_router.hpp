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
#include "models/model_meters.hpp"
#include "models/model_options.hpp"
#include "yak/middleware.hpp"
#include "yak/models.hpp"

namespace yak::models {

/// The end of the chain: asks the model that the turn is for, and others when that one fails.
/// Belongs to a generation. Thread-safe.
class ModelRouter final : public Models {
 public:
  /// All must outlive the router.
  struct Services {
    Store& store;
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    ModelChoices& choices;
  };

  ModelRouter(Services services, std::vector<ProviderEntry> providers, AssistantOptions options,
              Prices prices);
  ModelRouter(const ModelRouter&) = delete;
  ModelRouter& operator=(const ModelRouter&) = delete;

  /// Once, before the first turn: reads the key that users' ids are made with, or makes it.
  task<result<void>> start();

  /// Asks `turn.model`, else the user's choice, else the default; then the fallbacks, as long as
  /// the failures are retryable and the time lasts. After a refusal for money, key, permission or
  /// an unknown model, only other providers' fallbacks are asked. Sets the turn's reply and what
  /// belongs to it, or words for the user when no model answered: both are success. `canceled` with
  /// the caller.
  ///
  /// `sink` gets the pieces of every attempt; after a failed one they begin anew, and only
  /// `turn.completion` is the answer.
  task<result<void>> complete(Turn& turn, DeltaSink& sink);

  task<std::vector<ModelEntry>> allowed() override;
  task<result<std::string>> current(std::string user) override;
  task<result<std::string>> choose(std::string user, std::string wanted) override;
  task<result<std::string>> reset(std::string user) override;
  task<std::vector<std::string>> served() override;

  [[nodiscard]] const Prices& prices() const noexcept { return prices_; }
  /// What users get who chose nothing, as far as is known without asking a provider.
  [[nodiscard]] std::string default_model() const { return lists_.known()->default_name(); }
  /// Models that are not called now because they kept failing.
  [[nodiscard]] std::vector<std::string> open_breakers() const { return caller_.open_breakers(); }

 private:
  task<std::string> pick(const Turn& turn);
  [[nodiscard]] std::vector<ModelName> candidates(const std::string& first) const;
  /// True, with a reply, for a message that has no text.
  static bool answers_without_model(Turn& turn);
  [[nodiscard]] CompletionRequest make_request(const Turn& turn, MonotonicTime deadline) const;
  void answer(Turn& turn, const std::string& wanted, std::string model, Completion completion);
  /// Absent: there was nobody to ask.
  static void apologise(Turn& turn, const std::optional<error>& failure);
  void note_stale(const std::string& choice);

  Services services_;
  std::vector<ProviderEntry> providers_;
  AssistantOptions options_;
  Prices prices_;
  ModelMeters meters_;
  ModelCaller caller_;
  ModelLists lists_;
  base::OpaqueIds ids_{""};  ///< under the stored key from `start` on
  std::mutex mutex_;
  std::set<std::string> noted_stale_;
};

}  // namespace yak::models
