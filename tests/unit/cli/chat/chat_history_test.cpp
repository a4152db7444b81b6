// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_history.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/chat/chat_progress.hpp"

namespace yak::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class ChatHistoryTest : public ::testing::Test {
 protected:
  ChatHistoryTest() {
    std::string name = (fs::temp_directory_path() / "yak-history-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = folder_ / "state/yak/chat_history";
  }
  ~ChatHistoryTest() override { fs::remove_all(folder_); }

  static mode_t mode_of(const fs::path& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
  }

  fs::path folder_;
  fs::path path_;
};

TEST_F(ChatHistoryTest, IsSavedInAFileOfItsOwnerAlone) {
  {
    ChatHistory history;
    ASSERT_TRUE(history.open(path_));
    history.add("first");
    history.add("two\nlines \\n");
    history.add("two\nlines \\n");
  }
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(mode_of(path_.parent_path()), 0700U);
  ChatHistory again;
  ASSERT_TRUE(again.open(path_));
  ASSERT_EQ(again.messages().size(), 2U);
  EXPECT_EQ(again.previous("draft"), "two\nlines \\n");
  EXPECT_EQ(again.previous(""), "first");
  EXPECT_EQ(again.previous(""), std::nullopt);
  EXPECT_EQ(again.next(), "two\nlines \\n");
  EXPECT_EQ(again.next(), "draft");
  EXPECT_EQ(again.next(), std::nullopt);
}

TEST_F(ChatHistoryTest, IsBoundedInMemoryAndOnDisk) {
  ChatHistory history;
  ASSERT_TRUE(history.open(path_));
  const std::string large(30'000, 'x');
  for (int i = 0; i < 150; ++i) history.add(large + std::to_string(i));
  EXPECT_LE(history.messages().size(), ChatHistory::kMaxBytes / large.size() + 1);
  EXPECT_LE(fs::file_size(path_), 3 * ChatHistory::kMaxBytes);
  ChatHistory again;
  ASSERT_TRUE(again.open(path_));
  EXPECT_TRUE(again.messages().back().ends_with("x149"));
  for (std::size_t i = 0; i < 2 * ChatHistory::kMax; ++i) history.add(std::to_string(i));
  EXPECT_EQ(history.messages().size(), ChatHistory::kMax);
}

TEST_F(ChatHistoryTest, AFileThatOthersCanReadLosesTheirPermissions) {
  fs::create_directories(path_.parent_path());
  std::ofstream(path_) << "old\n";
  fs::permissions(path_, fs::perms(0644));
  ChatHistory history;
  ASSERT_TRUE(history.open(path_));
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(history.messages().size(), 1U);
}

TEST_F(ChatHistoryTest, AnUnusableFileIsReported) {
  fs::create_directories(path_.parent_path());
  fs::create_symlink("/etc/passwd", path_);
  ChatHistory history;
  EXPECT_FALSE(history.open(path_));
  history.add("in memory");
  EXPECT_EQ(history.previous(""), "in memory");
  EXPECT_FALSE(ChatHistory().open("/proc/nowhere/chat_history"));
}

TEST_F(ChatHistoryTest, ControlCharactersInTheFileAreRemoved) {
  fs::create_directories(path_.parent_path());
  std::ofstream(path_) << "a\x1b[2Jb\n";
  ChatHistory history;
  ASSERT_TRUE(history.open(path_));
  EXPECT_EQ(history.messages().back(), "a[2Jb");
}

ChatPoll poll_with(std::vector<ChatReply> replies, std::size_t pending) {
  return {std::move(replies), pending};
}

TEST(ChatProgress, IsShownUntilTheLastPartHasArrived) {
  ChatProgress progress;
  const ChatProgress::Time start{};
  EXPECT_EQ(progress.line(start), "");
  progress.posted("m1", start);
  EXPECT_EQ(progress.line(start + 3'400ms), "/ working, 3 s");
  progress.posted("m2", start + 1s);
  EXPECT_EQ(progress.line(start + 12s), "| working on 2 messages, 12 s");
  progress.saw(poll_with({{"m1", "part", false}}, 2));
  EXPECT_TRUE(progress.waits_for("m1"));
  progress.saw(poll_with({{"m1", "rest", true}, {"", "a reminder", true}}, 1));
  EXPECT_FALSE(progress.waits_for("m1"));
  EXPECT_TRUE(progress.works());
  progress.stopped();
  EXPECT_FALSE(progress.works());
}

TEST(ChatProgress, DoesNotWaitForeverForAMessageThatGetsNoReply) {
  ChatProgress progress;
  progress.posted("m1", {});
  for (int i = 0; i < 100; ++i) progress.saw(poll_with({}, 1));
  EXPECT_TRUE(progress.works());
  for (int i = 0; i < 8; ++i) progress.saw(poll_with({}, 0));
  EXPECT_FALSE(progress.works());
}

}  // namespace
}  // namespace yak::cli
