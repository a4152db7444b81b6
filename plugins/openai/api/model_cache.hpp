#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

#include "yak/clock.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// Remembers a list of models. When it has grown old, one caller fetches it anew while the others
/// go on with the old one; when that fails, the old one is good for a while longer. Before the
/// first success callers may fetch side by side, but not again shortly after a failure.
/// Thread-safe.
class ModelCache {
 public:
  /// A caller that was told to fetch and did not come back (cancelled) holds others up for so long.
  static constexpr std::chrono::milliseconds kFetchTime{30'000};
  /// How long a failure is repeated instead of asking again.
  static constexpr std::chrono::milliseconds kFailureTime{5'000};

  explicit ModelCache(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

  /// What is known; nothing: the caller shall fetch, and then call `keep` or `fail`.
  std::optional<result<std::vector<Model>>> look(MonotonicTime now);
  void keep(std::vector<Model> models, MonotonicTime now);
  /// Gives what the caller shall answer: the old list if there is one, else the failure.
  result<std::vector<Model>> fail(error failure, MonotonicTime now);

 private:
  std::chrono::milliseconds lifetime_;
  std::mutex mutex_;
  std::optional<std::vector<Model>> models_;
  std::optional<error> failure_;
  MonotonicTime next_fetch_{};
};

}  // namespace yak::openai
