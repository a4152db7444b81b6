#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "yak/clock.hpp"
#include "yak/provider.hpp"

namespace yak::testing {

/// A provider that answers from a script, and otherwise with `answer to <last line>` and a usage of
/// 10 prompt and 5 completion tokens. It pays no heed to deadlines: that is the core's to enforce.
/// Thread-safe, but for the public members, which a test sets up beforehand.
class FakeProvider final : public Provider {
 public:
  /// `clock`: for scripted delays; must outlive the provider.
  explicit FakeProvider(Clock& clock) : clock_(clock) {}

  task<result<void>> start() override;
  task<result<Completion>> complete(const CompletionRequest& request, DeltaSink& sink) override;
  task<result<std::vector<Model>>> models() override;
  task<void> stop() override;

  /// What `models` lists.
  std::vector<std::string> model_names{"one", "two"};
  std::optional<error> models_failure;

  /// What the next calls do, in order; each after `delay`.
  void answer(std::string text, std::chrono::milliseconds delay = {});
  void answer(Completion completion, std::chrono::milliseconds delay = {});
  void fail(error failure, std::chrono::milliseconds delay = {});
  /// Never ends by itself.
  void hang();
  /// Throws std::runtime_error: a bug in a plugin.
  void explode(std::string what);

  [[nodiscard]] std::vector<CompletionRequest> requests() const;
  [[nodiscard]] int model_lists() const;
  /// Calls that began and have not ended, by whatever way.
  [[nodiscard]] int running() const;

 private:
  struct Step {
    std::optional<Completion> completion;
    std::optional<error> failure;
    std::string explosion;
    std::chrono::milliseconds delay{0};
  };
  void push(Step step);
  Step next(const CompletionRequest& request);

  Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<Step> script_;
  std::vector<CompletionRequest> requests_;
  int model_lists_ = 0;
  int running_ = 0;
};

/// Collects the pieces of an answer.
class RecordingSink final : public DeltaSink {
 public:
  void on_delta(std::string_view text) override { pieces.emplace_back(text); }
  [[nodiscard]] std::string text() const;

  std::vector<std::string> pieces;
};

}  // namespace yak::testing
