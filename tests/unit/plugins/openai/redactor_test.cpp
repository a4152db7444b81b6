// SPDX-License-Identifier: Apache-2.0
#include "openai/redactor.hpp"

#include <gtest/gtest.h>

namespace yak::openai {
namespace {

TEST(Redactor, RemovesKeys) {
  const Redactor redactor({Secret("my-odd-key"), Secret("x"), Secret()});
  const std::vector<std::pair<std::string, std::string>> cases{
      {"Incorrect API key provided: sk-proj-abc_DEF***xyz. See docs",
       "Incorrect API key provided: [redacted] See docs"},
      {"key my-odd-key, and my-odd-key again", "key [redacted], and [redacted] again"},
      {"Authorization: Bearer abc.def is wrong", "Authorization: [redacted] is wrong"},
      {"(gsk_12345)", "([redacted])"},
      {"the disk-full task-queue", "the disk-full task-queue"},
      {"ends in sk-", "ends in sk-"},
      {"exit x", "exit x"},
      {"two\nlines\x01 \x7F ", "two lines"},
      {"bad \xFF byte", "bad � byte"},
      {"[{'type': 'missing', 'loc': ('body',), 'input': {'messages': 'a secret'}}]",
       "[{'type': 'missing', 'loc': ('body',),"},
      {"", ""},
  };
  for (const auto& [text, cleaned] : cases) EXPECT_EQ(redactor.clean(text), cleaned);
}

TEST(Redactor, BoundsItsOutput) {
  const std::string cleaned = Redactor().clean(std::string(100'000, 'a'));
  EXPECT_EQ(cleaned, std::string(Redactor::kMaxBytes, 'a') + "…");
}

TEST(Redactor, RedactsBeforeItCuts) {
  const std::string text = std::string(Redactor::kMaxBytes - 5, ' ') + "sk-0123456789";
  EXPECT_EQ(Redactor().clean(text).find("sk-"), std::string::npos);
}

}  // namespace
}  // namespace yak::openai
