// SPDX-License-Identifier: Apache-2.0
#include "commands/suggestion.hpp"

#include <gtest/gtest.h>

namespace yak::commands {
namespace {

TEST(NearestName, FindsTheIntendedCommand) {
  const std::vector<std::string> known{"credits", "help",   "history", "model", "models", "new",
                                       "reset",   "status", "stop",    "usage", "whoami"};
  struct Case {
    const char* word;
    const char* meant;
  };
  const std::vector<Case> cases{
      {"stopwatch", "stop"},
      {"stp", "stop"},
      {"sotp", "stop"},
      {"hlep", "help"},
      {"hel", "help"},
      {"helpme", "help"},
      {"modle", "model"},
      {"mdoels", "models"},
      {"hist", "history"},
      {"statsu", "status"},
      {"usages", "usage"},
      {"nwe", "new"},
      {"etc", ""},
      {"x", ""},
      {"", ""},
      {"shrug", ""},
      {"whatever", ""},
      {"ne", "new"},
  };
  for (const Case& c : cases) EXPECT_EQ(nearest_name(c.word, known), c.meant) << c.word;
}

TEST(NearestName, IgnoresOverlongWords) {
  EXPECT_EQ(nearest_name(std::string(33, 's'), {"stop"}), "");
  EXPECT_EQ(nearest_name("stop", {std::string(33, 's')}), "");
  EXPECT_EQ(nearest_name(std::string(32, 's'), {std::string(31, 's')}), std::string(31, 's'));
}

}  // namespace
}  // namespace yak::commands
