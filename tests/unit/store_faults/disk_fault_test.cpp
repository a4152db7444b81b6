// SPDX-License-Identifier: Apache-2.0
// A disk fails at any write or sync: nothing that the store confirmed is lost, and the store
// recovers by itself once the disk does.

#include <gtest/gtest.h>

#include <tuple>

#include "unit/store_faults/disk.hpp"
#include "unit/store_faults/workload.hpp"

namespace yak::store_test {
namespace {

using Call = Disk::Call;
using File = Disk::File;

constexpr int kPoints = 200;
/// Each message makes about two writes and two syncs.
constexpr int kMessages = 60;

using Fault = std::tuple<Call, int>;

class DiskFault : public ::testing::TestWithParam<Fault> {
 protected:
  DiskFault() { disk_.reset(); }
  ~DiskFault() override { disk_.reset(); }

  static Call call() { return std::get<0>(GetParam()); }
  static int times() { return std::get<1>(GetParam()); }

  std::function<void(const Promise&)> teller() {
    return [this](const Promise& promise) { promises_.emplace_back(promise); };
  }
  /// Works until the disk has failed, and for one round more.
  void work_into_fault(Store& store, std::size_t bytes = 10) {
    for (int i = 0, after = 0; i < kMessages && after < 2; ++i) {
      wait(work(store, "m" + std::to_string(i), 4, bytes, teller()));
      if (disk_.has_failed()) ++after;
    }
  }
  void expect_recovered(Store& store) {
    const auto accepted = wait(store.journal().accept(short_message("recovered")));
    EXPECT_TRUE(accepted) << accepted.error().message;
    EXPECT_TRUE(wait(store.maintenance().check()));
    wait(work(store, "recovered", 4, 10, teller()));
  }
  void expect_kept(StoreHome& home) {
    Promises promises;
    for (const Promise& promise : promises_) promises.add(promise);
    promises.expect_kept(home);
  }

  Disk& disk_ = Disk::instance();
  std::vector<Promise> promises_;
};

INSTANTIATE_TEST_SUITE_P(Faults, DiskFault,
                         ::testing::Combine(::testing::Values(Call::write, Call::sync),
                                            ::testing::Values(1, Disk::kForEver)),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param) == Call::write ? "write"
                                                                                     : "sync") +
                                  (std::get<1>(info.param) == 1 ? "_once" : "_until_healed");
                         });

TEST_P(DiskFault, LosesNothingConfirmedAndRecovers) {
  int seen = 0;
  for (int point = 1; point <= kPoints && !HasFailure(); ++point) {
    SCOPED_TRACE("fault at call " + std::to_string(point));
    StoreHome home;
    promises_.clear();
    disk_.reset();
    disk_.fail(call(), File::any, point, times());
    auto store = make_store(home);
    if (!store->open()) {
      EXPECT_TRUE(disk_.has_failed());
      disk_.heal();
      store = open_store(home, sqlite_kind());
      ASSERT_TRUE(store);
    }
    work_into_fault(*store);
    seen += disk_.has_failed() ? 1 : 0;
    disk_.heal();
    expect_recovered(*store);
    store->close();
    expect_kept(home);
  }
  EXPECT_EQ(seen, kPoints);
}

TEST_P(DiskFault, LosesNothingIfTheLastCheckpointFails) {
  int seen = 0;
  for (int point = 1; point <= 40 && !HasFailure(); ++point) {
    SCOPED_TRACE("fault at call " + std::to_string(point));
    StoreHome home;
    promises_.clear();
    disk_.reset();
    const auto store = open_store(home, sqlite_kind());
    wait(work(*store, "m", 20, 2000, teller()));
    disk_.fail(call(), File::any, point, times());
    store->close();
    seen += disk_.has_failed() ? 1 : 0;
    disk_.heal();
    expect_kept(home);
  }
  EXPECT_GT(seen, 0);
}

TEST_P(DiskFault, LosesNothingIfACheckpointFails) {
  int seen = 0;
  for (const int point : {1, 2, 30, 500}) {
    SCOPED_TRACE("fault at call " + std::to_string(point));
    StoreHome home;
    promises_.clear();
    disk_.reset();
    const auto store = open_store(home, sqlite_kind());
    disk_.fail(call(), File::database, point, times());
    // Writes more than 2,000 pages, at which the store checkpoints its log. stats() waits for the
    // copy that runs beside the writer, so that the writer can finish the checkpoint.
    for (int i = 0; i < 12; ++i) {
      wait(work(*store, "m" + std::to_string(i), 4, 300'000, teller()));
      EXPECT_TRUE(wait(store->maintenance().stats()));
    }
    seen += disk_.has_failed() ? 1 : 0;
    disk_.heal();
    expect_recovered(*store);
    store->close();
    expect_kept(home);
  }
  EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace yak::store_test
