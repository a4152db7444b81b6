// SPDX-License-Identifier: Apache-2.0
// The power fails at any moment: nothing that the store confirmed is lost.

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <random>

#include "store_contract/callers.hpp"
#include "unit/store_faults/disk.hpp"
#include "unit/store_faults/workload.hpp"

namespace yak::store_test {
namespace {

constexpr int kShares = 16;
constexpr int kPointsEach = 15;

unsigned seed() {
  static const unsigned chosen = [] {
    const char* given = std::getenv("YAK_TEST_SEED");
    return given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::atoi(given));
  }();
  return chosen;
}

/// Each parameter runs one share of the points, so that shares can run in parallel.
class PowerCut : public ::testing::TestWithParam<int> {
 protected:
  ~PowerCut() override { disk_.reset(); }

  /// Opens and uses a store until the power is cut. `bytes` is the size of a message.
  void live(StoreHome& home, const std::string& name, std::size_t bytes, int calls) {
    disk_.reset();
    disk_.keep();
    disk_.cut_after(calls);
    const auto store = make_store(home);
    if (store->open()) {
      run_callers(4, [&](int caller) {
        return work(*store, name + std::to_string(caller), 24, bytes,
                    [this](const Promise& promise) { promises_->add(promise); });
      });
    }
    // If the power is still on, cut it at the first write of close().
    if (!disk_.is_cut()) disk_.cut_after(1);
    store->close();
  }

  Disk& disk_ = Disk::instance();
  std::optional<Promises> promises_;
};

INSTANTIATE_TEST_SUITE_P(Shares, PowerCut, ::testing::Range(0, kShares));

TEST_P(PowerCut, LosesNothingConfirmed) {
  std::cout << "YAK_TEST_SEED=" << seed() << '\n';
  std::size_t promised = 0;
  for (int i = 0; i < kPointsEach && !HasFailure(); ++i) {
    const int point = GetParam() * kPointsEach + i;
    SCOPED_TRACE("YAK_TEST_SEED=" + std::to_string(seed()) + ", point " + std::to_string(point));
    std::mt19937 random(seed() + static_cast<unsigned>(point));
    // Large messages make the store checkpoint its log.
    const bool large = point % 10 == 0;
    std::array<StoreHome, 3> homes;
    promises_.emplace();
    for (std::size_t life = 0; life < 2; ++life) {
      const int calls = 1 + static_cast<int>(random() % (large ? 3000 : 250));
      live(homes[life], "life" + std::to_string(life) + "-", large ? 150'000 : 500, calls);
      disk_.restore(homes[life + 1].folder.path(), random);
    }
    disk_.reset();
    promised += promises_->size();
    promises_->expect_kept(homes.back());
  }
  EXPECT_GT(promised, 100U);
}

}  // namespace
}  // namespace yak::store_test
