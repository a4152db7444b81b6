// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_format.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace yak::observe {
namespace {

using Fields = std::vector<LogField>;

const WallTime kTime{std::chrono::milliseconds(1'767'603'845'123)};

TEST(LogFormat, TextIsOneLineWithItsFields) {
  EXPECT_EQ(format_text(kTime, LogLevel::warn, "whatsapp", "put off",
                        Fields{{"delivery", 7}, {"reason", "too many requests"}, {"note", ""}}),
            "2026-01-05T09:04:05.123Z warn  [whatsapp] put off delivery=7 "
            "reason=\"too many requests\" note=\"\"");
}

TEST(LogFormat, UserTextCannotForgeALine) {
  const std::string line = format_text(kTime, LogLevel::info, "core", "x",
                                       Fields{{"text", "a\"b\n2026 error [core] owned"}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find("a\\\"b\\\\n2026"), std::string::npos);
}

TEST(LogFormat, JsonIsOneObjectALine) {
  const std::string line =
      format_json(kTime, LogLevel::error, "core", "bad \xff byte", Fields{{"n", 3}});
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed["time"], "2026-01-05T09:04:05.123Z");
  EXPECT_EQ(parsed["level"], "error");
  EXPECT_EQ(parsed["n"], "3");
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(LogFormat, AFieldDoesNotOverwriteTheMessage) {
  const auto parsed = nlohmann::json::parse(format_json(
      kTime, LogLevel::error, "core", "a turn failed", Fields{{"message", 7}, {"time", 1}}));
  EXPECT_EQ(parsed["message"], "a turn failed");
  EXPECT_EQ(parsed["message_id"], "7");
  EXPECT_EQ(parsed["time"], "2026-01-05T09:04:05.123Z");
}

}  // namespace
}  // namespace yak::observe
