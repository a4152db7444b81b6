// SPDX-License-Identifier: Apache-2.0
#include "yak/text/http_date.hpp"

#include <gtest/gtest.h>

namespace yak {
namespace {

using namespace std::chrono_literals;

TEST(HttpDate, ReadsEveryFormatOfTheSameTime) {
  const WallTime expected = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 9h + 47min;
  for (const char* text : {"Sun, 22 Nov 2026 09:47:00 +0000", "Sun, 22 Nov 2026 09:47:00 GMT",
                           "Sun, 22 Nov 2026 09:47:00 UTC", "Sun, 22 Nov 2026 09:47:00 UT",
                           "Sun, 22 Nov 2026 09:47:00 Z", "Sun, 22 Nov 2026 09:47:00 gmt",
                           "Sun, 22 Nov 2026 09:47:00 -0000", "22 Nov 2026 09:47 GMT",
                           "Sun, 22 NOV 2026 09:47:00 +0000", "Sun,  22 Nov  2026 09:47:00  GMT ",
                           "Sun, 22 Nov 2026 15:17:00 +0530", "Sun, 22 Nov 2026 04:47:00 EST",
                           "Sun, 22 Nov 2026 01:47:00 -0800", "Mon, 23 Nov 2026 00:47:00 +1500"}) {
    EXPECT_EQ(parse_http_date(text), expected) << text;
  }
  EXPECT_EQ(parse_http_date("Thu, 5 Nov 2026 09:47:27 GMT"),
            std::chrono::sys_days(std::chrono::year(2026) / 11 / 5) + 9h + 47min + 27s);
}

TEST(HttpDate, RefusesInvalidDates) {
  for (const char* text :
       {"", "Sun, 22 Nov 2026 09:47:27", "Sun, 32 Nov 2026 09:47:27 +0000",
        "Sun, 22 Nev 2026 09:47:27 +0000", "Sun, 22 Nov 2026 24:47:27 +0000",
        "Sun, 22 Nov 2026 0x:47:27 +0000", "Sun, 22 Nov 26 09:47:27 +0000",
        "Sun, 22 Nov 2026 09:47:27 CEST", "Sun, 22 Nov 2026 09:47:27 +01:00",
        "Sun, 22 Nov 2026 09:47:27 +0000 x", "2026-11-22T09:47:27Z", "+0000", ",,,,"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(HttpDate, ReadsThePreferredFormat) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            std::chrono::sys_seconds(784'111'777s));
  for (const char* wrong : {"", "yesterday", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994"}) {
    EXPECT_EQ(parse_http_date(wrong), std::nullopt) << wrong;
  }
}

TEST(HttpDate, IsParsedStrictly) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            WallTime(std::chrono::milliseconds(784'111'777'000)));
  for (const char* text : {"", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08-49-37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
                           "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

}  // namespace
}  // namespace yak
