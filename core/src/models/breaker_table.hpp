// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/breaker.hpp"

namespace yak::models {

/// The breakers of all models that failed recently. Thread-safe.
///
/// Bounded: only models with recorded failures have an entry. Above kMaxModels, further models have
/// no breaker until others have recovered.
class BreakerTable {
 public:
  static constexpr std::size_t kMaxModels = 1'000;

  explicit BreakerTable(config::BreakerConfig options) : options_(options) {}

  /// Returns nullopt if the model's breaker is open.
  std::optional<Breaker::Pass> admit(const std::string& model, MonotonicTime now);
  void succeeded(const std::string& model, Breaker::Pass pass);
  /// Returns true if the failure opened the breaker.
  bool failed(const std::string& model, Breaker::Pass pass, MonotonicTime now);
  void abandoned(const std::string& model, Breaker::Pass pass);

  /// Returns the models whose breaker is open or half open, in no particular order.
  [[nodiscard]] std::vector<std::string> open() const;
  /// Number of models with an entry.
  [[nodiscard]] std::size_t size() const;

 private:
  config::BreakerConfig options_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Breaker> breakers_;
};

}  // namespace yak::models
