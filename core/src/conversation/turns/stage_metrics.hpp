// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "yak/message/turn_step.hpp"
#include "yak/metrics.hpp"

namespace yak::conversation {

/// yak_stage_seconds: the time of a turn in each layer of the chain. Thread-safe.
///
/// The label `stage` has at most kMaxNames values: the first names that are used. All others are
/// counted as `other`. Model calls are not included; ModelMetrics counts them.
class StageMetrics {
 public:
  static constexpr std::size_t kMaxNames = 64;

  /// `metrics` must outlive this object.
  explicit StageMetrics(Metrics& metrics);

  void note(const std::vector<TurnStep>& steps);

 private:
  Histogram& series(const std::string& label);
  Histogram& stage(const std::string& name);

  Metrics& metrics_;
  std::mutex mutex_;
  Histogram& other_;
  std::map<std::string, Histogram*, std::less<>> stages_;
};

}  // namespace yak::conversation
