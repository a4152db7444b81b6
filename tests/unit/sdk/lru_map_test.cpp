// SPDX-License-Identifier: Apache-2.0
#include "yak/lru_map.hpp"

#include <gtest/gtest.h>

#include <string>

namespace yak {
namespace {

TEST(LruMap, RemovesTheLeastRecentlyUsed) {
  LruMap<std::string, int> map;
  map.put("a", 1);
  map.put("b", 2);
  map.put("c", 3);
  ASSERT_NE(map.find("a"), nullptr);
  map.put("b", 20);
  EXPECT_EQ(map.size(), 3U);
  EXPECT_EQ(map.pop_oldest()->first, "c");
  EXPECT_EQ(map.pop_oldest()->first, "a");
  const auto last = map.pop_oldest();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->second, 20);
  EXPECT_FALSE(map.pop_oldest());
  EXPECT_EQ(map.size(), 0U);
}

TEST(LruMap, KeepsValuesInPlace) {
  LruMap<std::string, int> map;
  int& first = map.put("first", 1);
  for (int i = 0; i < 1'000; ++i) map.put(std::to_string(i), i);
  EXPECT_EQ(map.find("first"), &first);
  EXPECT_TRUE(map.erase("first"));
  EXPECT_FALSE(map.erase("first"));
  EXPECT_EQ(map.find("first"), nullptr);
}

}  // namespace
}  // namespace yak
