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

/// What is counted of model calls. Thread-safe.
///
/// The label `model` takes at most kMaxNames names, first come first served; the rest are counted
/// as `other`.
class ModelMeters {
 public:
  static constexpr std::size_t kMaxNames = 64;

  /// `metrics` must outlive it.
  explicit ModelMeters(Metrics& metrics);
  ~ModelMeters();

  /// `result`: `ok`, the failure's kind, or `breaker_open`, `queue_full`.
  void called(const std::string& model, std::string_view result);
  void took(const std::string& model, std::chrono::duration<double> span);
  void used(const std::string& model, const Usage& usage);
  /// Of one call, in billionths of a US dollar; absent: its price is unknown.
  void cost(const std::string& model, std::optional<std::int64_t> nano_usd);
  void breaker_opened(const std::string& model);
  /// Another model than the one asked for answered.
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
