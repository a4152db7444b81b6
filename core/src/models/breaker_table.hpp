#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/breaker.hpp"

namespace yak::models {

/// A breaker for each model that had trouble lately. Thread-safe.
///
/// Bounded: only models with failures to remember are kept, and above kMaxModels further ones go
/// without a breaker until others have recovered.
class BreakerTable {
 public:
  static constexpr std::size_t kMaxModels = 1'000;

  explicit BreakerTable(BreakerOptions options) : options_(options) {}

  /// Nothing: the breaker is open.
  std::optional<Breaker::Pass> admit(const std::string& model, MonotonicTime now);
  void succeeded(const std::string& model, Breaker::Pass pass);
  /// True when that opened the breaker.
  bool failed(const std::string& model, Breaker::Pass pass, MonotonicTime now);
  void abandoned(const std::string& model, Breaker::Pass pass);

  /// Models that are not called now, or only probed; in no order.
  [[nodiscard]] std::vector<std::string> open() const;
  /// How many are kept.
  [[nodiscard]] std::size_t size() const;

 private:
  BreakerOptions options_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Breaker> breakers_;
};

}  // namespace yak::models
