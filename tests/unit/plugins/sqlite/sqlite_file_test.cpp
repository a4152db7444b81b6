// SPDX-License-Identifier: Apache-2.0
// The file: what is made, what is refused and in which words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <tuple>
#include <vector>

#include "sqlite/database/database.hpp"
#include "sqlite/database/migrations.hpp"
#include "sqlite/file/store_file.hpp"
#include "unit/store/yak_stores.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::store_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SqliteFile : public ::testing::Test {
 protected:
  result<void> open(const std::string& path = "yak.db") {
    StoreContext context = home_.context();
    testing::SettingsBuilder settings(sqlite_kind().schema());
    settings.text("path", path);
    store_ = sqlite_kind().factory(context, settings.build()).value();
    return store_->open();
  }
  void expect_refused(const result<void>& opened, ErrorKind kind, const char* words) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, kind) << opened.error().message;
    EXPECT_THAT(opened.error().message, HasSubstr(words));
    EXPECT_THAT(opened.error().message, HasSubstr(home_.folder.path().string()));
    // A store that did not open says so instead of waiting for ever.
    const auto outcome = wait(store_->journal().accept(short_message("a")));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
  }
  [[nodiscard]] fs::path file(const char* name = "yak.db") const {
    return home_.folder.path() / name;
  }
  void execute(const std::string& sql) {
    std::ofstream(file(), std::ios::app).close();
    sqlite::Database database;
    database.open(file().string()).value();
    database.execute(sql);
    database.outcome().value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteFile, IsReadableByItsOwnerOnly) {
  ASSERT_TRUE(open());
  accepted(*store_, short_message("a"));
  for (const char* name : {"yak.db", "yak.db-wal", "yak.db-shm", "yak.db.lock"}) {
    EXPECT_EQ(fs::status(file(name)).permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << name;
  }
}

TEST_F(SqliteFile, TakesAnAbsolutePath) {
  ASSERT_TRUE(open((home_.folder.path() / "elsewhere.db").string()));
  EXPECT_TRUE(fs::exists(file("elsewhere.db")));
}

TEST_F(SqliteFile, RefusesAMissingFolder) {
  expect_refused(open("missing/yak.db"), ErrorKind::unavailable, "check that the folder exists");
}

TEST_F(SqliteFile, RefusesAFolderInPlaceOfTheFile) {
  fs::create_directory(file());
  expect_refused(open(), ErrorKind::invalid, "is a folder");
}

TEST_F(SqliteFile, RefusesGarbage) {
  std::ofstream(file()) << std::string(8192, 'x');
  expect_refused(open(), ErrorKind::invalid, "is not a Yak store");
}

TEST_F(SqliteFile, RefusesAnotherProgramsDatabaseAndLeavesItAlone) {
  execute("CREATE TABLE photos(id INTEGER); PRAGMA user_version=1");
  expect_refused(open(), ErrorKind::invalid, "another program's SQLite file");
  sqlite::Database database;
  database.open(file().string()).value();
  EXPECT_EQ(database.number("PRAGMA application_id"), 0);
  EXPECT_EQ(database.text("PRAGMA journal_mode"), "delete");
}

TEST_F(SqliteFile, TakesAnEmptyFile) {
  std::ofstream(file()).close();
  EXPECT_TRUE(open());
}

TEST_F(SqliteFile, RefusesAFileOfANewerVersion) {
  ASSERT_TRUE(open());
  store_->close();
  execute("PRAGMA user_version=99");
  expect_refused(open(), ErrorKind::conflict, "schema version 99, written by a newer Yak");
}

TEST_F(SqliteFile, SaysThatNoYakWritesANegativeVersion) {
  ASSERT_TRUE(open());
  store_->close();
  execute("PRAGMA user_version=-1");
  expect_refused(open(), ErrorKind::invalid, "schema version -1, which no Yak writes");
}

TEST_F(SqliteFile, RefusesWhatOthersCouldChange) {
  ASSERT_TRUE(open());
  store_->close();
  std::ofstream(file("yak.db-wal")).close();
  const fs::path folder = home_.folder.path();
  for (const auto& [path, mode, words] :
       {std::tuple(file(), 0606, "written by everybody"), std::tuple(file(), 0660, "by its group"),
        std::tuple(file("yak.db-wal"), 0622, "by everybody"),
        std::tuple(file("yak.db.lock"), 0620, "by its group"),
        std::tuple(folder, 0777, "its folder"), std::tuple(folder, 0770, "chmod go-w")}) {
    const auto before = fs::status(path).permissions();
    fs::permissions(path, static_cast<fs::perms>(mode));
    expect_refused(open(), ErrorKind::forbidden, words);
    fs::permissions(path, before);
  }
  // A user cannot remove or rename another user's file in a sticky folder.
  fs::permissions(folder, static_cast<fs::perms>(01777));
  EXPECT_TRUE(open());
}

/// Whether the store takes a message, asked in the way that the daemon's readiness is.
struct Outcome {
  result<void> checked;
  result<Journal::AcceptResult> taken;
};
Outcome outcome_of(Store& store) {
  return {wait(store.maintenance().check()), wait(store.journal().accept(short_message("later")))};
}

TEST_F(SqliteFile, TakesNothingWhenItsFilesWereRemovedOrReplaced) {
  for (const char* name : {"yak.db", "yak.db-wal", "yak.db-shm"}) {
    ASSERT_TRUE(open());
    ASSERT_TRUE(wait(store_->maintenance().check()));
    fs::rename(file(name), file("aside"));
    for (const bool replaced : {false, true}) {
      if (replaced) fs::copy_file(file("aside"), file(name));
      const Outcome outcome = outcome_of(*store_);
      ASSERT_FALSE(outcome.checked) << name;
      ASSERT_FALSE(outcome.taken) << name;
      EXPECT_EQ(outcome.taken.error().kind, ErrorKind::unavailable);
      EXPECT_THAT(outcome.taken.error().message, HasSubstr("was removed or replaced"));
      EXPECT_THAT(outcome.taken.error().message, HasSubstr(file(name).string()));
    }
    fs::rename(file("aside"), file(name));
    const Outcome outcome = outcome_of(*store_);
    EXPECT_TRUE(outcome.checked && outcome.taken && !outcome.taken->duplicate) << name;
    store_->close();
    fs::remove(file());
  }
}

TEST_F(SqliteFile, LeavesTheFilesThatTookItsNamesAlone) {
  for (const std::vector<const char*>& names :
       {std::vector{"yak.db", "yak.db-wal", "yak.db-shm"}, std::vector{"yak.db-wal"}}) {
    ASSERT_TRUE(open());
    accepted(*store_, short_message("a"));
    for (const char* name : names) {
      fs::remove(file(name));
      std::ofstream(file(name)) << "another's";
    }
    store_->close();
    for (const char* name : names) {
      EXPECT_TRUE(fs::exists(file(name)) && fs::file_size(file(name)) == 9U) << name;
      fs::remove(file(name));
    }
  }
}

TEST_F(SqliteFile, LosesNothingWhenOnlyItsLogWasRemoved) {
  ASSERT_TRUE(open());
  accepted(*store_, short_message("a"));
  fs::remove(file("yak.db-wal"));
  store_->close();
  ASSERT_TRUE(open());
  EXPECT_TRUE(wait(store_->journal().accept(short_message("a")))->duplicate);
}

TEST_F(SqliteFile, SaysWhatToDoWithADamagedFile) {
  ASSERT_TRUE(open());
  accepted(*store_, short_message("a"));
  store_->close();
  std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(100);  // the first page's b-tree header follows the file's header of 100 bytes
  damaged << std::string(200, '\x55');
  damaged.close();
  expect_refused(open(), ErrorKind::internal, "is damaged");
}

/// Acts as a user without rights while it lives; does nothing where the test has none to give up.
class Unprivileged {
 public:
  Unprivileged() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~Unprivileged() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  [[nodiscard]] bool changed() const noexcept { return changed_; }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  bool changed_;
};

TEST_F(SqliteFile, RefusesAFolderThatCannotBeWritten) {
  fs::permissions(home_.folder.path(), static_cast<fs::perms>(0555));
  {
    const Unprivileged user;
    expect_refused(open(), ErrorKind::unavailable, "Permission denied");
  }
  fs::permissions(home_.folder.path(), static_cast<fs::perms>(0755));
}

TEST_F(SqliteFile, RefusesAFileThatCannotBeWritten) {
  ASSERT_TRUE(open());
  store_->close();
  fs::permissions(home_.folder.path(), static_cast<fs::perms>(0755));
  const Unprivileged user;
  expect_refused(open(), user.changed() ? ErrorKind::forbidden : ErrorKind::unavailable,
                 user.changed() ? "belongs to another user" : "Permission denied");
}

TEST_F(SqliteFile, RefusesALogOrALockOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  constexpr uid_t kNobody = 65534;
  fs::permissions(home_.folder.path(), static_cast<fs::perms>(01777));
  for (const char* name : {"yak.db-wal", "yak.db.lock"}) {
    for (const char* own : {"yak.db", "yak.db-wal", "yak.db.lock"}) {
      std::ofstream(file(own)).close();
      fs::permissions(file(own), static_cast<fs::perms>(0600));
      ASSERT_EQ(::chown(file(own).c_str(), own == std::string_view(name) ? 0 : kNobody, 0), 0);
    }
    const Unprivileged user;
    expect_refused(open(), ErrorKind::forbidden,
                   (std::string(name) + " belongs to another user").c_str());
  }
}

TEST_F(SqliteFile, IsWrittenAsDurablyAsAsked) {
  for (const auto durability : {sqlite::Durability::full, sqlite::Durability::normal}) {
    sqlite::Options options;
    options.path = file().string();
    options.durability = durability;
    options.cache_bytes = 1 << 20;
    sqlite::StoreFile opened;
    opened.open(options).value();
    // https://www.sqlite.org/pragma.html#pragma_synchronous: 2 is FULL, 1 NORMAL.
    const int expected = durability == sqlite::Durability::full ? 2 : 1;
    EXPECT_EQ(opened.writer().number("PRAGMA synchronous"), expected);
    EXPECT_EQ(opened.writer().text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(opened.writer().number("PRAGMA cache_size"), -1024);
    EXPECT_EQ(opened.reader().number("PRAGMA query_only"), 1);
    opened.close();
  }
}

TEST_F(SqliteFile, MigratesStepByStepAndKeepsWhatIsThere) {
  ASSERT_TRUE(open());
  const MessageId id = accepted(*store_, short_message("a"));
  store_->close();

  const int known = static_cast<int>(sqlite::schema_steps().size());
  std::vector<const char*> steps(sqlite::schema_steps().begin(), sqlite::schema_steps().end());
  steps.push_back("ALTER TABLE inbox ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'");
  sqlite::Database database;
  database.open(file().string()).value();
  sqlite::migrate(database, steps).value();
  EXPECT_EQ(database.number("PRAGMA user_version"), known + 1);
  EXPECT_EQ(database.number("SELECT id FROM inbox WHERE mood = 'calm'"), id);
  sqlite::migrate(database, steps).value();
  EXPECT_EQ(database.number("PRAGMA user_version"), known + 1);
}

TEST_F(SqliteFile, UndoesAMigrationThatFailsHalfWay) {
  ASSERT_TRUE(open());
  store_->close();
  const int known = static_cast<int>(sqlite::schema_steps().size());
  std::vector<const char*> steps(sqlite::schema_steps().begin(), sqlite::schema_steps().end());
  steps.push_back("CREATE TABLE extra(id); SELECT nonsense");
  sqlite::Database database;
  database.open(file().string()).value();
  EXPECT_FALSE(sqlite::migrate(database, steps));
  EXPECT_EQ(database.number("PRAGMA user_version"), known);
  EXPECT_EQ(database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"), 0);
  database.close();
  EXPECT_TRUE(open());
}

TEST_F(SqliteFile, EmptiesItsLogAtTheEnd) {
  ASSERT_TRUE(open());
  accepted(*store_, short_message("a"));
  EXPECT_GT(fs::file_size(file("yak.db-wal")), 0U);
  store_->close();
  store_->close();
  EXPECT_FALSE(fs::exists(file("yak.db-wal")));
}

TEST_F(SqliteFile, CopiesItsLogWhileItIsOpen) {
  ASSERT_TRUE(open());
  const auto before = fs::file_size(file("yak.db"));
  Message message = short_message("a");
  message.payload.assign(1 << 20, 'x');
  const auto deadline =
      std::chrono::steady_clock::now() + testing::scaled(std::chrono::seconds(30));
  for (int i = 0; fs::file_size(file("yak.db")) == before; ++i) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    message.external_id = "SM" + std::to_string(i);
    accepted(*store_, message);
  }
}

TEST_F(SqliteFile, KeepsItsLogSmallUnderLoad) {
  ASSERT_TRUE(open());
  Message message = short_message("a");
  message.payload.assign(1 << 20, 'x');
  for (int i = 0; i < 64; ++i) {
    message.external_id = "SM" + std::to_string(i);
    accepted(*store_, message);
  }
  EXPECT_LT(fs::file_size(file("yak.db-wal")), std::uintmax_t{48} << 20U);
}

}  // namespace
}  // namespace yak::store_test
