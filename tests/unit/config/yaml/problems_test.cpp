// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/problems.hpp"

#include <gtest/gtest.h>

namespace yak::config {
namespace {

TEST(Problems, PrintsEachProblemOnceInOrderOfPosition) {
  Problems problems;
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(problems.text(), "");
  problems.set_file("yak.yaml");
  problems.add({10, 3}, "b", "late");
  problems.add({2, 30}, "a.x", "second");
  problems.add({2, 5}, "a", "first");
  problems.add({10, 3}, "b", "late");
  problems.add({}, "", "nowhere");
  problems.add({{1, 1}, "", "elsewhere", ".env"});
  EXPECT_EQ(problems.text(),
            ".env:1:1: elsewhere\n"
            "yak.yaml: nowhere\n"
            "yak.yaml:2:5: a: first\n"
            "yak.yaml:2:30: a.x: second\n"
            "yak.yaml:10:3: b: late\n");
}

TEST(Problems, KeepsTwoHundredAndCountsTheRest) {
  Problems problems;
  for (std::uint32_t i = 1; i <= 250; ++i) problems.add({i, 1}, "", "x");
  EXPECT_EQ(problems.size(), 250u);
  EXPECT_EQ(problems.sorted().size(), Problems::kMaxProblems);
  EXPECT_TRUE(problems.text().ends_with("200:1: x\n… and 50 more\n"));
}

}  // namespace
}  // namespace yak::config
