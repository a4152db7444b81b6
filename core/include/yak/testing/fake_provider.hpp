// SPDX-License-Identifier: Apache-2.0
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

/// A provider that answers from a script. Without one, it answers `answer to <last line>` with a
/// usage of 10 prompt and 5 completion tokens. It ignores deadlines, which the core enforces.
/// Thread-safe except for the public members, which a test sets before use.
class FakeProvider final : public Provider {
 public:
  /// `clock`: for scripted delays; must outlive the provider.
  explicit FakeProvider(Clock& clock) : clock_(clock) {}

  task<result<void>> start() override;
  task<result<Completion>> complete(const CompletionRequest& request, DeltaSink& sink) override;
  task<result<std::vector<Model>>> models() override;
  task<void> stop() override;

  /// The result of `models`.
  std::vector<std::string> model_names{"one", "two"};
  std::optional<error> models_failure;

  /// Queue the outcome of the next calls, in order, each after `delay`.
  void answer(std::string text, std::chrono::milliseconds delay = {});
  void answer(Completion completion, std::chrono::milliseconds delay = {});
  void fail(error failure, std::chrono::milliseconds delay = {});
  /// The call does not end until it is cancelled.
  void hang();
  /// The call throws std::runtime_error, as a bug in a plugin does.
  void explode(std::string what);

  [[nodiscard]] std::vector<CompletionRequest> requests() const;
  [[nodiscard]] int model_lists() const;
  /// The number of calls that have begun and have not ended, in whatever way.
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

/// Collects the parts of an answer.
class RecordingSink final : public DeltaSink {
 public:
  void on_delta(std::string_view text) override { pieces.emplace_back(text); }
  [[nodiscard]] std::string text() const;

  std::vector<std::string> pieces;
};

}  // namespace yak::testing
