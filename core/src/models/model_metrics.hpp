// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"
#include "yak/metrics.hpp"
#include "yak/provider.hpp"

namespace yak::models {

/// Metrics of model calls. Thread-safe.
///
/// The label `model` has at most kMaxNames values: the first names that are used. All others are
/// counted as `other`.
class ModelMetrics {
 public:
  static constexpr std::size_t kMaxNames = 64;

  /// `metrics` must outlive this object.
  explicit ModelMetrics(Metrics& metrics);
  ~ModelMetrics();

  /// Counts a call. `result` is `ok`, the failure's kind, `breaker_open` or `queue_full`.
  void called(const std::string& model, std::string_view result);
  void took(const std::string& model, std::chrono::duration<double> span);
  void used(const std::string& model, const Usage& usage);
  /// Counts the cost of one call in nano-USD; nullopt: its price is unknown.
  void cost(const std::string& model, std::optional<std::int64_t> nano_usd);
  void breaker_opened(const std::string& model);
  /// Counts a turn that was answered by a model other than the requested one.
  void fell_back();

 private:
  struct Series;
  Series& series(const std::string& model);

  Metrics& metrics_;
  Counter& fallbacks_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Series>, std::less<>> series_;
};

}  // namespace yak::models
