// SPDX-License-Identifier: Apache-2.0
#include "plugins/plugin_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace yak::plugins {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A folder of this user with a file in it.
class PluginFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "yak-plugin-file-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    write("first content");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& text) {
    std::ofstream(file()) << text;
    chmod(file().c_str(), 0644);
  }
  [[nodiscard]] fs::path file() const { return folder_ / "some.so"; }
  static std::string read(const std::string& path) {
    std::ifstream input(path);
    return {std::istreambuf_iterator<char>(input), {}};
  }

  fs::path folder_;
};

TEST_F(PluginFileTest, HoldsWhatWasThereWhateverBecomesOfTheFile) {
  // With sanitizers, the first access to a path keeps the file open.
  ASSERT_TRUE(PluginFile::open(file()));
  const auto held = PluginFile::open(file());
  ASSERT_TRUE(held) << held.error().message;
  write("second content");
  EXPECT_EQ(read(held->content_path()), "first content");
  const auto next = PluginFile::open(file());
  ASSERT_TRUE(next);
  EXPECT_EQ(read(next->content_path()), "second content");
  EXPECT_NE(next->digest(), held->digest());
  write("first content");
  EXPECT_EQ(PluginFile::open(file())->digest(), held->digest());
}

TEST_F(PluginFileTest, NobodyCanWriteToTheCopy) {
  ASSERT_TRUE(PluginFile::open(file()));
  const auto held = PluginFile::open(file());
  ASSERT_TRUE(held);
  std::ofstream output(held->content_path());
  output << "other";
  output.flush();
  EXPECT_FALSE(output.good());
  EXPECT_EQ(read(held->content_path()), "first content");
}

TEST_F(PluginFileTest, RefusesWhatOthersCouldHaveChanged) {
  for (const auto& [path, mode] : {std::pair(file(), 0666), std::pair(file(), 0664),
                                   std::pair(folder_, 0777), std::pair(folder_, 0770)}) {
    chmod(path.c_str(), static_cast<mode_t>(mode));
    const auto opened = PluginFile::open(file());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::forbidden);
    EXPECT_THAT(opened.error().message, HasSubstr(path.string() + " is writable by others"));
    chmod(path.c_str(), path == folder_ ? 0700 : 0644);
  }
  EXPECT_TRUE(PluginFile::open(file()));
}

TEST_F(PluginFileTest, RefusesAFolderFurtherUpThatOthersCouldHaveChanged) {
  fs::create_directories(folder_ / "a" / "b");
  const fs::path deep = folder_ / "a" / "b" / "some.so";
  fs::copy_file(file(), deep);
  ASSERT_TRUE(PluginFile::open(deep));
  chmod(folder_.c_str(), 0777);
  const auto opened = PluginFile::open(deep);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr(folder_.string() + " is writable by others"));
  // In a sticky folder only a file's owner may rename or remove it.
  chmod(folder_.c_str(), 01777);
  EXPECT_TRUE(PluginFile::open(deep));
}

TEST_F(PluginFileTest, RefusesWhatIsSomebodyElses) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  for (const fs::path& path : {file(), folder_}) {
    ASSERT_EQ(chown(path.c_str(), 65534, 65534), 0);
    const auto opened = PluginFile::open(file());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message,
                HasSubstr(path.string() + " belongs to neither root nor this user"));
    ASSERT_EQ(chown(path.c_str(), 0, 0), 0);
  }
}

TEST_F(PluginFileTest, FollowsNoLink) {
  fs::create_symlink(file(), folder_ / "link.so");
  const auto opened = PluginFile::open(folder_ / "link.so");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("symbolic link"));
}

TEST_F(PluginFileTest, LooksBehindLinkedFolders) {
  fs::create_directory(folder_ / "open");
  fs::copy_file(file(), folder_ / "open" / "some.so");
  chmod((folder_ / "open").c_str(), 0777);
  fs::create_directory_symlink(folder_ / "open", folder_ / "closed");
  EXPECT_EQ(PluginFile::open(folder_ / "closed" / "some.so").error().kind, ErrorKind::forbidden);
}

TEST_F(PluginFileTest, RefusesWhatIsNoFile) {
  EXPECT_EQ(PluginFile::open(folder_).error().kind, ErrorKind::invalid);
  EXPECT_EQ(PluginFile::open(folder_ / "none.so").error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace yak::plugins
