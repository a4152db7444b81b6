// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

#include "yak/clock.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// Caches the list of models. When it has expired, one caller fetches it while the others use the
/// old one; if the fetch fails, the old one stays valid for kFailureTime. Before the first success,
/// callers may fetch concurrently, but not within kFailureTime after a failure. Thread-safe.
class ModelCache {
 public:
  /// How long others use the old list while one caller fetches; it may be cancelled and not report.
  static constexpr std::chrono::milliseconds kFetchTime{30'000};
  /// How long a failure is returned before another fetch.
  static constexpr std::chrono::milliseconds kFailureTime{5'000};

  explicit ModelCache(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

  /// The cached list or failure; empty: the caller must fetch, and then call `keep` or `fail`.
  std::optional<result<std::vector<Model>>> look(MonotonicTime now);
  void keep(std::vector<Model> models, MonotonicTime now);
  /// Returns what the caller should return: the old list if there is one, else the failure.
  result<std::vector<Model>> fail(error failure, MonotonicTime now);

 private:
  std::chrono::milliseconds lifetime_;
  std::mutex mutex_;
  std::optional<std::vector<Model>> models_;
  std::optional<error> failure_;
  MonotonicTime next_fetch_{};
};

}  // namespace yak::openai
