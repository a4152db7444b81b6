// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <utility>
#include <vector>

#include "yak/clock.hpp"

namespace yak::testing {

/// Repeats a fixed sequence of numbers. `FixedRandom::uniform_of(x)` makes `uniform()` return x.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::vector<std::uint64_t> values = {0}) : values_(std::move(values)) {}
  /// For 0 <= x < 1; exact to 53 bits.
  static std::uint64_t uniform_of(double x) {
    return static_cast<std::uint64_t>(x * 0x1.0p53) << 11U;
  }

  [[nodiscard]] std::uint64_t next() override {
    const std::lock_guard lock(mutex_);
    return values_[at_++ % values_.size()];
  }
  /// Replaces the sequence, which must not be empty.
  void set(std::vector<std::uint64_t> values) {
    const std::lock_guard lock(mutex_);
    values_ = std::move(values);
    at_ = 0;
  }

 private:
  std::mutex mutex_;
  std::vector<std::uint64_t> values_;
  std::size_t at_ = 0;
};

/// Random numbers that are equal in every run.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}
  [[nodiscard]] std::uint64_t next() override {
    const std::lock_guard lock(mutex_);
    return engine_();
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace yak::testing
