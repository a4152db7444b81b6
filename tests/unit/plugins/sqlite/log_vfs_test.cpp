// SPDX-License-Identifier: Apache-2.0
// The log's file system: what it gathers, what others see of it, and what a failing disk makes of
// it.

#include "sqlite/file/log_vfs.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite/database/database.hpp"
#include "sqlite/database/transaction.hpp"
#include "store_contract/temp_folder.hpp"
#include "unit/plugins/sqlite/faulty_vfs.hpp"

namespace yak::store_test {
namespace {

using sqlite::Database;
using sqlite::WriteGather;

TEST(WriteGather, TakesWhatFollowsUpToItsBound) {
  WriteGather gather(8);
  EXPECT_TRUE(gather.add("abcd", 4, 100));
  EXPECT_TRUE(gather.add("ef", 2, 104));
  EXPECT_FALSE(gather.add("x", 1, 107));
  EXPECT_FALSE(gather.add("x", 1, 100));
  EXPECT_FALSE(gather.add("xyz", 3, 106));
  EXPECT_TRUE(gather.add("gh", 2, 106));
  EXPECT_EQ(std::string(gather.bytes().begin(), gather.bytes().end()), "abcdefgh");
  EXPECT_EQ(gather.offset(), 100);
  gather.clear();
  EXPECT_TRUE(gather.empty());
  EXPECT_FALSE(gather.add("123456789", 9, 0));
  EXPECT_TRUE(gather.add("x", 1, 7));
}

class LogVfs : public ::testing::Test {
 protected:
  LogVfs() {
    log_faults() = LogFaults();
    open(writer_, log_vfs_above_faults());
    writer_.execute("PRAGMA synchronous=FULL");
    writer_.text("PRAGMA journal_mode=WAL");
    writer_.execute("PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=10");
    writer_.execute("CREATE TABLE rows(id INTEGER PRIMARY KEY, text)");
    writer_.outcome().value();
    open(other_, nullptr);
  }

  void open(Database& database, const char* vfs) {
    sqlite3* made = nullptr;
    sqlite3_open(path_.c_str(), &made);
    sqlite3_close(made);
    database.open(path_, vfs).value();
  }
  /// One transaction of rows of 1 KB each.
  result<void> insert(int rows) {
    sqlite::Transaction transaction(writer_, sqlite::Transaction::Kind::write);
    for (int i = 0; i < rows; ++i) {
      writer_.execute("INSERT INTO rows(text) VALUES(hex(randomblob(500)))");
    }
    return transaction.commit();
  }
  std::int64_t count(Database& database) { return database.number("SELECT count(*) FROM rows"); }
  void expect_sound(std::int64_t rows) {
    for (Database* database : {&writer_, &other_}) {
      EXPECT_EQ(count(*database), rows);
      EXPECT_EQ(database->text("PRAGMA integrity_check"), "ok");
      EXPECT_FALSE(database->take_failure());
    }
  }

  TempFolder folder_;
  const std::string path_ = (folder_.path() / "rows.db").string();
  Database writer_;
  Database other_;
};

TEST_F(LogVfs, WritesATransactionInOnePiece) {
  const LogFaults before = log_faults();
  insert(20).value();
  EXPECT_EQ(log_faults().writes - before.writes, 1);
  EXPECT_EQ(log_faults().syncs - before.syncs, 1);
  expect_sound(20);
}

TEST_F(LogVfs, WritesAtOnceWhereOverwritingIsNotSafe) {
  writer_.close();
  log_faults().overwrite_is_safe = false;
  open(writer_, log_vfs_above_faults());
  writer_.execute("PRAGMA synchronous=FULL");
  const int before = log_faults().writes;
  insert(20).value();
  EXPECT_GT(log_faults().writes - before, 5);
  expect_sound(20);
}

TEST_F(LogVfs, ShowsEveryCommittedRowToAnotherConnection) {
  std::int64_t rows = 0;
  // The largest is more than the page cache holds and than is gathered.
  for (const int more : {1, 1, 7, 60, 1, 900, 1}) {
    insert(more).value();
    rows += more;
    EXPECT_EQ(count(other_), rows);
  }
  writer_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  insert(3).value();
  expect_sound(rows + 3);
}

TEST_F(LogVfs, ShowsEveryCommittedRowToTheCommandLine) {
  insert(12).value();
  const std::string command = "sqlite3 '" + path_ + "' 'SELECT count(*) FROM rows'";
  FILE* shell = ::popen(command.c_str(), "r");
  std::array<char, 32> line{};
  const bool told = std::fgets(line.data(), line.size(), shell) != nullptr;
  ASSERT_EQ(::pclose(shell), 0) << "is sqlite3 installed? scripts/bootstrap test does it";
  EXPECT_TRUE(told);
  EXPECT_STREQ(line.data(), "12\n");
}

TEST_F(LogVfs, KeepsNothingOfATransactionThatFailed) {
  insert(5).value();
  for (const int rows : {1, 30, 900}) {
    for (const auto fault : {LogFaults::Write::none, LogFaults::Write::half}) {
      log_faults().next_writes = fault;
      EXPECT_FALSE(insert(rows));
      log_faults().next_writes = LogFaults::Write::whole;
      expect_sound(5);
    }
    log_faults().syncs_fail = true;
    EXPECT_FALSE(insert(rows));
    log_faults().syncs_fail = false;
    expect_sound(5);
  }
  insert(4).value();
  expect_sound(9);
}

TEST_F(LogVfs, WritesNothingLaterOfWhatFailed) {
  log_faults().next_writes = LogFaults::Write::none;
  EXPECT_FALSE(insert(5));
  log_faults().next_writes = LogFaults::Write::whole;
  const int before = log_faults().writes;
  writer_.close();
  EXPECT_EQ(log_faults().writes, before);
  open(writer_, nullptr);
  expect_sound(0);
}

TEST_F(LogVfs, GoesOnAfterARollbackOfMoreThanTheCacheHolds) {
  {
    const sqlite::Transaction undone(writer_, sqlite::Transaction::Kind::write);
    for (int i = 0; i < 100; ++i) {
      writer_.execute("INSERT INTO rows(text) VALUES(hex(randomblob(500)))");
    }
    EXPECT_EQ(count(writer_), 100);
    EXPECT_EQ(count(other_), 0);
  }
  insert(2).value();
  expect_sound(2);
}

/// A log opened as SQLite opens one, beside its database's file.
class OpenLog {
 public:
  explicit OpenLog(const std::string& database)
      : vfs_(sqlite3_vfs_find(log_vfs_above_faults())),
        memory_((static_cast<std::size_t>(vfs_->szOsFile) + 7) / 8) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
    std::ofstream(database).close();  // the log gets its mode
    path_ = database + "-wal";
    const bool opened = vfs_->xOpen(vfs_, path_.c_str(), file(), flags, nullptr) == SQLITE_OK;
    if (!opened) throw std::runtime_error("the log does not open");
  }
  ~OpenLog() { file()->pMethods->xClose(file()); }
  OpenLog(const OpenLog&) = delete;
  OpenLog& operator=(const OpenLog&) = delete;

  int write(std::string_view bytes, sqlite3_int64 offset) {
    return file()->pMethods->xWrite(file(), bytes.data(), static_cast<int>(bytes.size()), offset);
  }
  std::string read(int size, sqlite3_int64 offset) {
    std::string bytes(static_cast<std::size_t>(size), '\0');
    const int code = file()->pMethods->xRead(file(), bytes.data(), size, offset);
    return code == SQLITE_OK ? bytes : "failed";
  }
  sqlite3_int64 size() {
    sqlite3_int64 bytes = 0;
    return file()->pMethods->xFileSize(file(), &bytes) == SQLITE_OK ? bytes : -1;
  }
  int truncate(sqlite3_int64 bytes) { return file()->pMethods->xTruncate(file(), bytes); }

 private:
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

  sqlite3_vfs* vfs_;
  std::string path_;
  std::vector<std::uint64_t> memory_;  // as aligned as SQLite's
};

TEST_F(LogVfs, ReadsCutsAndMeasuresWhatIsStillGathered) {
  OpenLog log((folder_.path() / "some.db").string());
  const int before = log_faults().writes;
  EXPECT_EQ(log.write("head", 0), SQLITE_OK);
  EXPECT_EQ(log.write("tail", 4), SQLITE_OK);
  EXPECT_EQ(log_faults().writes, before);
  EXPECT_EQ(log.read(8, 0), "headtail");
  EXPECT_EQ(log_faults().writes, before + 1);
  EXPECT_EQ(log.write("more", 8), SQLITE_OK);
  EXPECT_EQ(log.size(), 12);
  EXPECT_EQ(log.write("less", 12), SQLITE_OK);
  EXPECT_EQ(log.truncate(2), SQLITE_OK);
  EXPECT_EQ(log.size(), 2);
  EXPECT_EQ(log.read(2, 0), "he");
}

TEST_F(LogVfs, FailsTheCallThatNeededTheWrite) {
  OpenLog log((folder_.path() / "some.db").string());
  log_faults().next_writes = LogFaults::Write::none;
  EXPECT_EQ(log.write("a", 0), SQLITE_OK);
  EXPECT_EQ(log.size(), -1);
  EXPECT_EQ(log.write("a", 0), SQLITE_OK);
  EXPECT_EQ(log.read(1, 0), "failed");
  EXPECT_EQ(log.write("a", 0), SQLITE_OK);
  EXPECT_EQ(log.write("b", 50), SQLITE_FULL);
  EXPECT_EQ(log.write("a", 0), SQLITE_OK);
  EXPECT_EQ(log.truncate(0), SQLITE_FULL);
  log_faults().next_writes = LogFaults::Write::whole;
  EXPECT_EQ(log.size(), 0);
}

}  // namespace
}  // namespace yak::store_test
