// SPDX-License-Identifier: Apache-2.0
#include "yak/text/json_depth.hpp"

#include <gtest/gtest.h>

#include <string>

namespace yak {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonDepth, BoundsTheNesting) {
  EXPECT_TRUE(is_shallow_json(""));
  EXPECT_TRUE(is_shallow_json("17"));
  EXPECT_TRUE(is_shallow_json(nested(kMaxJsonDepth)));
  EXPECT_FALSE(is_shallow_json(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(is_shallow_json(std::string(kMaxJsonDepth + 1, '{')));
}

TEST(JsonDepth, CountsNeitherSiblingsNorStrings) {
  std::string siblings = "[";
  for (int i = 0; i < 1000; ++i) siblings += "[],{},";
  EXPECT_TRUE(is_shallow_json(siblings + "0]"));
  EXPECT_TRUE(is_shallow_json('"' + std::string(1000, '[') + '"'));
  EXPECT_TRUE(is_shallow_json("\"\\\"" + std::string(1000, '[') + '"'));
  EXPECT_FALSE(is_shallow_json(R"(["\\",)" + nested(kMaxJsonDepth) + ']'));
}

TEST(JsonDepth, SurplusClosingBracketsMakeNoRoom) {
  EXPECT_FALSE(is_shallow_json("]]]]" + nested(kMaxJsonDepth + 1)));
}

}  // namespace
}  // namespace yak
