// SPDX-License-Identifier: Apache-2.0
// Copies of the file, and what of an erased person is left in it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "sqlite/database/database.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SqliteBackup : public ::testing::Test {
 protected:
  [[nodiscard]] std::string file(const char* name) const {
    return (home_.folder.path() / name).string();
  }
  std::unique_ptr<Store> closed_store() {
    StoreContext context = home_.context();
    return sqlite_kind()
        .factory(context, testing::SettingsBuilder(sqlite_kind().schema()).build())
        .value();
  }
  /// Messages in a copy, which must be sound.
  static std::int64_t messages_in(const std::string& path) {
    sqlite::Database database;
    database.open(path).value();
    EXPECT_EQ(database.text("PRAGMA integrity_check"), "ok");
    return database.number("SELECT count(*) FROM inbox");
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(home_.folder.path()), fs::directory_iterator()));
  }

  StoreHome home_;
};

TEST_F(SqliteBackup, IsWholeWhileMessagesComeIn) {
  const auto store = open_store(home_, sqlite_kind());
  for (int i = 0; i < 200; ++i) {
    Message message = short_message("a" + std::to_string(i));
    message.payload.assign(20'000, 'x');
    accepted(*store, message);
  }
  std::atomic<bool> ends = false;
  std::thread writer([&store, &ends] {
    for (int i = 0; !ends; ++i) accepted(*store, short_message("b" + std::to_string(i)));
  });
  for (const char* name : {"one.db", "two.db", "three.db"}) {
    const auto copied = store->maintenance().backup(file(name));
    EXPECT_TRUE(copied) << copied.error().message;
  }
  ends = true;
  writer.join();
  const std::int64_t now = messages_in(file("one.db"));
  EXPECT_GE(now, 200);
  EXPECT_GE(messages_in(file("three.db")), messages_in(file("two.db")));
  EXPECT_FALSE(fs::exists(file("one.db-wal")));
  EXPECT_EQ(fs::status(file("one.db")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SqliteBackup, CanBePutInTheStoresPlace) {
  auto store = open_store(home_, sqlite_kind());
  const MessageId id = accepted(*store, short_message("a"));
  store->maintenance().backup(file("copy.db")).value();
  accepted(*store, short_message("b"));
  store->close();
  fs::rename(file("copy.db"), file("yak.db"));
  store = open_store(home_, sqlite_kind());
  ASSERT_TRUE(store);
  const auto again = wait(store->journal().accept(short_message("a")));
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->id, id);
  EXPECT_FALSE(wait(store->journal().accept(short_message("b")))->duplicate);
}

TEST_F(SqliteBackup, OverwritesNothingAndLeavesNothingBehind) {
  const auto store = open_store(home_, sqlite_kind());
  std::ofstream(file("there.db")) << "mine";
  fs::create_symlink(file("nowhere"), file("link.db"));
  const std::size_t before = files();
  for (const char* name : {"there.db", "link.db", "yak.db"}) {
    const auto copied = store->maintenance().backup(file(name));
    ASSERT_FALSE(copied) << name;
    EXPECT_EQ(copied.error().kind, ErrorKind::conflict);
    EXPECT_THAT(copied.error().message, HasSubstr("is there already"));
  }
  const auto copied = store->maintenance().backup(file("missing/yak.db"));
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(files(), before);
  EXPECT_EQ(fs::file_size(file("there.db")), 4U);
}

TEST_F(SqliteBackup, NeedsNoOpenStoreButHarmsNoOther) {
  const auto missing = closed_store()->maintenance().backup(file("copy.db"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  const auto store = open_store(home_, sqlite_kind());
  accepted(*store, short_message("a"));
  const auto second = closed_store()->maintenance().backup(file("copy.db"));
  ASSERT_FALSE(second) << "a daemon has it open";
  EXPECT_THAT(second.error().message, HasSubstr("another Yak"));
  store->close();
  closed_store()->maintenance().backup(file("copy.db")).value();
  EXPECT_EQ(messages_in(file("copy.db")), 1);
}

TEST_F(SqliteBackup, SavesWhatAStoreHasWhoseFileWasRemoved) {
  const auto store = open_store(home_, sqlite_kind());
  accepted(*store, short_message("a"));
  for (const char* name : {"yak.db", "yak.db-wal", "yak.db-shm"}) fs::remove(file(name));
  ASSERT_FALSE(wait(store->maintenance().check()));
  store->maintenance().backup(file("saved.db")).value();
  EXPECT_EQ(messages_in(file("saved.db")), 1);
  EXPECT_FALSE(fs::exists(file("yak.db")));
}

TEST_F(SqliteBackup, NothingOfAnErasedPersonIsLeftInTheFiles) {
  const auto store = open_store(home_, sqlite_kind());
  for (int i = 0; i < 50; ++i) {
    Message message = short_message("SM" + std::to_string(i), "kilimanjaro");
    message.payload = "kilimanjaro " + std::string(9'000, 'x') + " kilimanjaro";
    TurnCommit commit = commit_of(accepted(*store, message));
    commit.deliveries.front().content.text = "kilimanjaro";
    commit.writes.appends.push_back({message.conversation(), {Role::user, "kilimanjaro", {}}});
    committed(*store, commit);
  }
  accepted(*store, [] {
    Message other = short_message("other", "fuji");
    other.peer = other.sender = "+2";
    return other;
  }());
  wait(store->people().erase({"whatsapp", {"+15551234567"}}, {})).value();
  std::string bytes;
  for (const char* name : {"yak.db", "yak.db-wal"}) {
    std::stringstream content;
    content << std::ifstream(file(name), std::ios::binary).rdbuf();
    bytes += content.str();
  }
  EXPECT_THAT(bytes, HasSubstr("fuji"));
  EXPECT_EQ(bytes.find("kilimanjaro"), std::string::npos);
  EXPECT_EQ(bytes.find("15551234567"), std::string::npos);
}

}  // namespace
}  // namespace yak::store_test
