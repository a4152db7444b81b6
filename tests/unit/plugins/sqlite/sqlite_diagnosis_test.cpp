// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using Level = Diagnosis::Level;
using ::testing::HasSubstr;

/// `yak doctor` on the file of a store.
class SqliteExamination : public ::testing::Test {
 protected:
  std::vector<Diagnosis> look() {
    StoreContext context = home_.context();
    const auto store =
        sqlite_kind().factory(context, testing::SettingsBuilder(sqlite_kind().schema()).build());
    return store.value()->maintenance().diagnose();
  }

  Diagnosis find(const std::string& what) {
    for (const Diagnosis& finding : look()) {
      if (finding.what == what) return finding;
    }
    return {Level::fail, what, "nothing was said of it"};
  }

  void make_store() {
    const auto store = open_store(home_, sqlite_kind());
    ASSERT_TRUE(store);
    store->close();
  }

  /// Overwrites part of the file with rubbish.
  void damage(std::streamoff at, std::size_t size) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(size, '\x5a');
  }

  [[nodiscard]] std::string path() const { return (home_.folder.path() / "yak.db").string(); }

  StoreHome home_;
};

TEST_F(SqliteExamination, FindsASoundStoreSound) {
  make_store();
  for (const Diagnosis& finding : look()) {
    EXPECT_EQ(finding.level, Level::ok) << finding.what << ": " << finding.detail;
  }
  EXPECT_THAT(find("integrity").detail, HasSubstr("no damage"));
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal")) << "it left something behind";
}

TEST_F(SqliteExamination, LooksWhileADaemonHasTheStoreOpen) {
  const auto store = open_store(home_, sqlite_kind());
  ASSERT_TRUE(store);
  testing::TestLoop loop;
  ASSERT_TRUE(loop.run(store->journal().accept(full_message(1))).has_value());
  for (const Diagnosis& finding : look()) {
    EXPECT_EQ(finding.level, Level::ok) << finding.what << ": " << finding.detail;
  }
  EXPECT_TRUE(loop.run(store->journal().accept(full_message(2))).has_value());
  store->close();
}

TEST_F(SqliteExamination, FindsDamageInTheMiddleOfTheFile) {
  make_store();
  damage(4096 * 3, 4096 * 2);
  const Diagnosis finding = find("integrity");
  EXPECT_EQ(finding.level, Level::fail);
  EXPECT_THAT(finding.advice, HasSubstr("backup"));
}

TEST_F(SqliteExamination, FindsThatAFileIsNoStore) {
  std::ofstream(path()) << std::string(8192, 'x');
  ::chmod(path().c_str(), 0600);
  EXPECT_EQ(find("integrity").level, Level::fail);
}

TEST_F(SqliteExamination, KnowsAnotherProgramsFileAndANewerYaks) {
  make_store();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
  sqlite3_exec(raw, "PRAGMA user_version=999", nullptr, nullptr, nullptr);
  sqlite3_close(raw);
  EXPECT_EQ(find("version").level, Level::fail);
  EXPECT_THAT(find("version").detail, HasSubstr("newer Yak"));
  ASSERT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
  sqlite3_exec(raw, "PRAGMA user_version=-1", nullptr, nullptr, nullptr);
  sqlite3_close(raw);
  EXPECT_EQ(find("version").level, Level::fail);
  EXPECT_THAT(find("version").detail, HasSubstr("no Yak writes such a version"));
  ASSERT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
  sqlite3_exec(raw, "PRAGMA application_id=7", nullptr, nullptr, nullptr);
  sqlite3_close(raw);
  EXPECT_THAT(find("version").detail, HasSubstr("another program"));
}

TEST_F(SqliteExamination, WantsTheFilesToBeTheOwnersAlone) {
  make_store();
  ::chmod(path().c_str(), 0644);
  EXPECT_EQ(find("permissions").level, Level::fail);
  EXPECT_EQ(find("permissions").advice, "chmod 600 " + path());
  ::chmod(path().c_str(), 0640);
  EXPECT_EQ(find("permissions").level, Level::warn);
}

TEST_F(SqliteExamination, WantsTheFolderToBeSafeFromOthers) {
  make_store();
  ::chmod(home_.folder.path().c_str(), 0770);
  EXPECT_EQ(find("permissions").level, Level::fail);
  EXPECT_THAT(find("permissions").detail, HasSubstr("its folder"));
  ::chmod(home_.folder.path().c_str(), 0700);
  EXPECT_EQ(find("permissions").level, Level::ok);
}

TEST_F(SqliteExamination, SaysBeforeTheFirstStartWhetherTheFileCanBeMade) {
  EXPECT_EQ(find("file").level, Level::ok);
  EXPECT_FALSE(std::filesystem::exists(path()));
}

}  // namespace
}  // namespace yak::store_test
