// SPDX-License-Identifier: Apache-2.0
// A real disk without free space: a small tmpfs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "unit/store_faults/disk.hpp"
#include "unit/store_faults/workload.hpp"

namespace yak::store_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A tmpfs mounted on a folder, if the test has the right to mount one.
class SmallDisk {
 public:
  explicit SmallDisk(fs::path folder)
      : folder_(std::move(folder)),
        mounted_(::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=4m") == 0),
        code_(mounted_ ? 0 : errno) {}
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const noexcept { return mounted_; }
  [[nodiscard]] std::string why() const { return std::generic_category().message(code_); }
  /// Fills the remaining space.
  void fill() {
    std::ofstream ballast(folder_ / "ballast", std::ios::binary);
    const std::string block(4096, 'x');
    while (ballast.write(block.data(), 4096).flush()) {
    }
  }
  void free() { fs::remove(folder_ / "ballast"); }

 private:
  fs::path folder_;
  bool mounted_;
  int code_;
};

TEST(FullDisk, IsReportedAndTheStoreRecoversWithSpace) {
  Disk::instance().reset();
  StoreHome home;
  SmallDisk disk(home.folder.path());
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here: " << disk.why();
  Promises promises;
  const auto tell = [&promises](const Promise& promise) { promises.add(promise); };
  auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  wait(work(*store, "before", 8, 1000, tell));
  for (int round = 0; round < 3; ++round) {
    disk.fill();
    const std::string name = "full" + std::to_string(round);
    // The store still accepts what fits into the log.
    wait(work(*store, name, 40, 20'000, tell));
    const auto refused =
        wait(store->journal().accept(short_message(name + "-last", std::string(20'000, 'x'))));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(refused.error().retryable);
    EXPECT_THAT(refused.error().message, HasSubstr("free some space"));
    disk.free();
    EXPECT_TRUE(wait(store->maintenance().check()));
    wait(work(*store, "after" + std::to_string(round), 8, 1000, tell));
  }
  EXPECT_TRUE(home.log.contains("the store cannot write"));
  EXPECT_TRUE(home.log.contains("the store can write again"));
  store->close();
  promises.expect_kept(home);
}

TEST(FullDisk, PreventsOpeningUntilThereIsSpace) {
  Disk::instance().reset();
  StoreHome home;
  SmallDisk disk(home.folder.path());
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here: " << disk.why();
  disk.fill();
  const auto store = make_store(home);
  const auto opened = store->open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
  disk.free();
  EXPECT_TRUE(store->open());
  accepted(*store, short_message("a"));
}

}  // namespace
}  // namespace yak::store_test
