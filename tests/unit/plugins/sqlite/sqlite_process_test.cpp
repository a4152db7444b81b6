// SPDX-License-Identifier: Apache-2.0
// Two processes, and a process that is killed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "store_contract/callers.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using ::testing::HasSubstr;

/// A copy of this process that runs `work`, with a pipe for what it has to say.
class Child {
 public:
  explicit Child(const std::function<void(int pipe)>& work) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe failed");
    process_ = ::fork();
    if (process_ == 0) {
      ::close(ends[0]);
      work(ends[1]);
      ::_exit(0);
    }
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
  }
  ~Child() {
    if (process_ > 0) kill();
    std::fclose(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// The next line; empty when the child has ended.
  std::string line() {
    char text[128];
    if (std::fgets(text, sizeof text, output_) == nullptr) return {};
    std::string line(text);
    // A line cut short by the kill says nothing.
    return line.ends_with('\n') ? line.substr(0, line.size() - 1) : std::string();
  }
  void kill() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }

 private:
  pid_t process_ = -1;
  std::FILE* output_ = nullptr;
};

void say(int pipe, const std::string& line) {
  const std::string text = line + "\n";
  // One write of so few bytes is not mixed with others' (PIPE_BUF).
  if (::write(pipe, text.data(), text.size()) < 0) ::_exit(1);
}

/// Accepts and commits for ever, and says each only after the store has.
void work_for_ever(StoreHome& home, int pipe) {
  const auto store = open_store(home, sqlite_kind());
  if (!store) ::_exit(1);
  const auto work = [&store, pipe](int caller) -> task<void> {
    for (int i = 0;; ++i) {
      const std::string name = std::to_string(caller) + "-" + std::to_string(i);
      const Message message = short_message(name);
      const auto accepted = co_await store->journal().accept(message);
      say(pipe, "accepted " + name + " " + std::to_string(accepted.value().id));
      TurnCommit commit = commit_of(accepted.value().id);
      const auto committed = co_await store->journal().commit(std::move(commit));
      committed.value();
      say(pipe, "committed " + name + " " + std::to_string(accepted.value().id));
    }
  };
  run_callers(32, work);
}

TEST(SqliteProcess, LosesNothingThatItSaidWhenKilled) {
  for (int round = 0; round < 3; ++round) {
    StoreHome home;
    std::vector<std::string> lines;
    {
      Child child([&home](int pipe) { work_for_ever(home, pipe); });
      while (lines.size() < 500) lines.push_back(child.line());
      child.kill();
      for (std::string line = child.line(); !line.empty(); line = child.line()) {
        lines.push_back(std::move(line));
      }
    }
    const auto store = open_store(home, sqlite_kind());
    for (const std::string& line : lines) {
      std::istringstream words(line);
      std::string what;
      std::string name;
      MessageId id = 0;
      words >> what >> name >> id;
      const auto again = wait(store->journal().accept(short_message(name)));
      ASSERT_TRUE(again->duplicate) << line;
      ASSERT_EQ(again->id, id) << line;
      if (what != "committed") continue;
      const auto second = wait(store->journal().commit(commit_of(id)));
      ASSERT_FALSE(second) << line;
      ASSERT_EQ(second.error().kind, ErrorKind::conflict) << line;
    }
  }
}

TEST(SqliteProcess, RefusesASecondProcessAndNamesTheFirst) {
  StoreHome home;
  const auto store = open_store(home, sqlite_kind());
  Child child([&home](int pipe) {
    StoreContext context = home.context();
    const auto second =
        sqlite_kind().factory(context, testing::SettingsBuilder(sqlite_kind().schema()).build());
    const auto opened = (*second)->open();
    say(pipe, opened ? "opened" : opened.error().message.substr(0, 100));
  });
  const std::string words = child.line();
  EXPECT_THAT(words, HasSubstr("another Yak (process " + std::to_string(::getpid()) + ")"));
  accepted(*store, short_message("a"));
}

TEST(SqliteProcess, RefusesASecondProcessThatKnowsTheFileByAnotherName) {
  StoreHome home;
  const auto store = open_store(home, sqlite_kind());
  std::filesystem::create_hard_link(home.folder.path() / "yak.db", home.folder.path() / "two.db");
  Child child([&home](int pipe) {
    StoreContext context = home.context();
    testing::SettingsBuilder settings(sqlite_kind().schema());
    settings.text("path", "two.db");
    const auto opened = sqlite_kind().factory(context, settings.build()).value()->open();
    say(pipe, opened ? "opened" : opened.error().message.substr(0, 100));
  });
  EXPECT_THAT(child.line(), HasSubstr("another Yak has the store"));
  accepted(*store, short_message("a"));
}

TEST(SqliteProcess, RefusesASecondStoreInTheSameProcess) {
  StoreHome home;
  const auto store = open_store(home, sqlite_kind());
  StoreContext context = home.context();
  const auto second =
      sqlite_kind().factory(context, testing::SettingsBuilder(sqlite_kind().schema()).build());
  const auto opened = (*second)->open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
  store->close();
  EXPECT_TRUE((*second)->open());
}

TEST(SqliteProcess, OpensWhatAKilledProcessHadOpen) {
  StoreHome home;
  {
    Child child([&home](int pipe) {
      const auto store = open_store(home, sqlite_kind());
      say(pipe, store ? "open" : "");
      ::pause();
    });
    ASSERT_EQ(child.line(), "open");
    child.kill();
  }
  EXPECT_TRUE(open_store(home, sqlite_kind()));
}

}  // namespace
}  // namespace yak::store_test
