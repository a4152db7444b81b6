// SPDX-License-Identifier: Apache-2.0
#include "history/conversation_memory.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace yak::history {
namespace {

const ConversationKey kKey("whatsapp", "+15551234567");

Lines lines_of(const std::string& text) {
  auto lines = std::make_shared<std::vector<HistoryLine>>();
  lines->emplace_back(Role::user, text, WallTime{});
  return lines;
}

std::string known(ConversationMemory& memory, const ConversationKey& key) {
  const Lines lines = memory.enter(key)->lines();
  if (!lines) return "unknown";
  return lines->empty() ? "empty" : lines->front().text;
}

TEST(ConversationMemory, ReturnsTheKeptLines) {
  const auto memory = std::make_shared<ConversationMemory>(10, 1 << 20);
  EXPECT_EQ(known(*memory, kKey), "unknown");
  memory->enter(kKey)->keep(lines_of("a"));
  EXPECT_EQ(known(*memory, kKey), "a");
  memory->enter(kKey)->keep(lines_of("b"));
  EXPECT_EQ(known(*memory, kKey), "b");
  memory->enter(kKey)->forget();
  EXPECT_EQ(known(*memory, kKey), "unknown");
  EXPECT_EQ(memory->bytes(), 0U);
}

TEST(ConversationMemory, AVisitFromBeforeAClearKeepsNothing) {
  const auto memory = std::make_shared<ConversationMemory>(10, 1 << 20);
  memory->enter(kKey)->keep(lines_of("old"));
  const auto running = memory->enter(kKey);
  const auto elsewhere = memory->enter({"whatsapp", "+15550000000"});
  EXPECT_TRUE(running->is_current());
  memory->clear(kKey);
  EXPECT_FALSE(running->is_current());
  EXPECT_TRUE(elsewhere->is_current());
  running->keep(lines_of("old and more"));
  EXPECT_EQ(known(*memory, kKey), "unknown");
}

TEST(ConversationMemory, ATurnDuringAClearStartsEmptyAndIsReadFromTheStoreLater) {
  const auto memory = std::make_shared<ConversationMemory>(10, 1 << 20);
  memory->enter(kKey)->keep(lines_of("old"));
  auto clearing = memory->clear(kKey);
  const auto turn = memory->enter(kKey);
  ASSERT_NE(turn->lines(), nullptr);
  EXPECT_TRUE(turn->lines()->empty());
  EXPECT_TRUE(turn->is_current()) << "its lines are newer than the clear";
  clearing.reset();
  turn->keep(lines_of("new"));
  EXPECT_EQ(known(*memory, kKey), "unknown") << "the clear may have failed";
  memory->enter(kKey)->keep(lines_of("new"));
  EXPECT_EQ(known(*memory, kKey), "new");
}

TEST(ConversationMemory, EveryClearInvalidatesOpenVisits) {
  const auto memory = std::make_shared<ConversationMemory>(10, 1 << 20);
  const auto first = memory->enter(kKey);
  memory->clear(kKey);
  const auto second = memory->enter(kKey);
  EXPECT_TRUE(second->is_current());
  memory->clear(kKey);
  EXPECT_FALSE(first->is_current());
  EXPECT_FALSE(second->is_current());
}

TEST(ConversationMemory, IsBoundedByConversations) {
  const auto memory = std::make_shared<ConversationMemory>(3, 1 << 20);
  for (int i = 0; i < 100; ++i) {
    memory->enter({"c", std::to_string(i)})->keep(lines_of("x"));
    EXPECT_LE(memory->size(), 3U);
  }
  EXPECT_EQ(known(*memory, {"c", "99"}), "x");
  EXPECT_EQ(known(*memory, {"c", "96"}), "unknown");
}

TEST(ConversationMemory, IsBoundedByBytes) {
  constexpr std::size_t kBytes = 100'000;
  const auto memory = std::make_shared<ConversationMemory>(1'000, kBytes);
  for (int i = 0; i < 100; ++i) {
    memory->enter({"c", std::to_string(i)})->keep(lines_of(std::string(9'000, 'x')));
    EXPECT_LE(memory->bytes(), kBytes);
  }
  EXPECT_GE(memory->size(), 9U);
  memory->enter({"c", "big"})->keep(lines_of(std::string(kBytes, 'x')));
  EXPECT_LE(memory->bytes(), kBytes);
  EXPECT_EQ(known(*memory, {"c", "big"}), "unknown");
}

TEST(ConversationMemory, WithoutCapacityKeepsNothing) {
  const auto memory = std::make_shared<ConversationMemory>(0, 1 << 20);
  memory->enter(kKey)->keep(lines_of("a"));
  EXPECT_EQ(known(*memory, kKey), "unknown");
  EXPECT_EQ(memory->bytes(), 0U);
}

TEST(ConversationMemory, IsThreadSafe) {
  const auto memory = std::make_shared<ConversationMemory>(50, 1 << 20);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([memory, t] {
      for (int i = 0; i < 2'000; ++i) {
        const ConversationKey key("c", std::to_string((i * 7 + t) % 100));
        const auto visit = memory->enter(key);
        if (i % 10 == 0) memory->clear(key);
        visit->keep(lines_of(std::string(static_cast<std::size_t>(i % 50), 'x')));
        if (i % 3 == 0) visit->forget();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(memory->size(), 50U);
  for (int i = 0; i < 100; ++i) memory->enter({"c", std::to_string(i)})->forget();
  EXPECT_EQ(memory->size(), 0U);
  EXPECT_EQ(memory->bytes(), 0U);
}

}  // namespace
}  // namespace yak::history
