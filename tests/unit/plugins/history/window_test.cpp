// SPDX-License-Identifier: Apache-2.0
#include "history/window.hpp"

#include <gtest/gtest.h>

#include <string>

#include "history/token_estimate.hpp"

namespace yak::history {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::milliseconds(1'800'000'000'000)};

/// `script` has one letter a line: `u` for the user, `a` for the assistant. Lines are a minute
/// apart, the last one a minute old; each has 40 bytes (13 tokens).
std::vector<HistoryLine> talk(const std::string& script) {
  std::vector<HistoryLine> lines;
  for (std::size_t i = 0; i < script.size(); ++i) {
    const Role role = script[i] == 'u' ? Role::user : Role::assistant;
    lines.emplace_back(role, std::string(40, 'x'), kNow - 1min * (script.size() - i));
  }
  return lines;
}

WindowLimits limits(std::size_t messages, std::int64_t tokens,
                    std::chrono::milliseconds idle = 0ms) {
  WindowLimits limits;
  limits.max_messages = messages;
  limits.max_tokens = tokens;
  limits.idle_timeout = idle;
  return limits;
}

TEST(TokenEstimate, CountsFourBytesATokenPlusAFrame) {
  EXPECT_EQ(estimate_tokens(""), 3);
  EXPECT_EQ(estimate_tokens("a"), 4);
  EXPECT_EQ(estimate_tokens("abcd"), 4);
  EXPECT_EQ(estimate_tokens("abcde"), 5);
  EXPECT_EQ(estimate_tokens(std::string(4'000, 'a')), 1'003);
}

TEST(Window, FitsBothLimitsAndStartsWithTheUser) {
  struct Case {
    const char* script;
    WindowLimits limits;
    std::size_t begin;
  };
  const std::vector<Case> cases{
      {"", limits(20, 4'000), 0},
      {"uaua", limits(20, 4'000), 0},
      {"uaua", limits(4, 4'000), 0},
      {"uaua", limits(3, 4'000), 2},
      {"uaua", limits(2, 4'000), 2},
      {"uaua", limits(1, 4'000), 4},  // an answer without its question is not shown
      {"uaua", limits(0, 4'000), 4},
      {"uaua", limits(20, 52), 0},
      {"uaua", limits(20, 51), 2},
      {"uaua", limits(20, 26), 2},
      {"uaua", limits(20, 25), 4},
      {"uaua", limits(20, 1), 4},
      {"aaua", limits(20, 4'000), 2},
      {"aaaa", limits(20, 4'000), 4},
      {"uuua", limits(3, 4'000), 1},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(window_begin(talk(c.script), kNow, c.limits), c.begin)
        << c.script << " " << c.limits.max_messages << " " << c.limits.max_tokens;
  }
}

TEST(Window, EndsAtAPause) {
  auto lines = talk("uauaua");
  EXPECT_EQ(window_begin(lines, kNow, limits(20, 4'000, 1min)), 0U);
  EXPECT_EQ(window_begin(lines, kNow + 1ms, limits(20, 4'000, 1min)), 6U);
  EXPECT_EQ(window_begin(lines, kNow + 24h * 365, limits(20, 4'000, 0ms)), 0U) << "0: never";
  for (int i = 0; i < 2; ++i) lines[static_cast<std::size_t>(i)].at -= 7h;
  EXPECT_EQ(window_begin(lines, kNow, limits(20, 4'000, 6h)), 2U) << "the lines of the morning";
  EXPECT_EQ(window_begin(lines, kNow, limits(20, 4'000, 8h)), 0U);
  EXPECT_EQ(window_begin(lines, kNow - 24h, limits(20, 4'000, 6h)), 2U) << "a clock set back";
}

}  // namespace
}  // namespace yak::history
