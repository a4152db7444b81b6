// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "openai/errors/retry_headers.hpp"
#include "openai/errors/retry_schedule.hpp"
#include "yak/text/http_date.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr MonotonicTime kStart{seconds(1000)};

error unavailable() { return {ErrorKind::unavailable, "x"}; }

TEST(RetrySchedule, DoublesUpToEightSecondsLessAQuarterAtMost) {
  RetrySchedule plain(10, kStart + seconds(600));
  RetrySchedule jittered(10, kStart + seconds(600));
  for (const int expected : {500, 1000, 2000, 4000, 8000, 8000, 8000}) {
    EXPECT_EQ(plain.next(unavailable(), false, kStart, 0.0), milliseconds(expected));
    EXPECT_EQ(jittered.next(unavailable(), false, kStart, 1.0), milliseconds(expected * 3 / 4));
  }
}

TEST(RetrySchedule, EndsAfterItsRetries) {
  RetrySchedule schedule(2, kStart + seconds(600));
  EXPECT_TRUE(schedule.next(unavailable(), false, kStart, 0));
  EXPECT_TRUE(schedule.next(unavailable(), false, kStart, 0));
  EXPECT_FALSE(schedule.next(unavailable(), false, kStart, 0));
  EXPECT_EQ(schedule.retries(), 2);
  EXPECT_FALSE(RetrySchedule(0, kStart + seconds(9)).next(unavailable(), false, kStart, 0));
}

TEST(RetrySchedule, FollowsRetryAfterUpToAMinute) {
  RetrySchedule schedule(9, kStart + seconds(600));
  EXPECT_EQ(schedule.next(unavailable().after(milliseconds(1500)), false, kStart, 0),
            milliseconds(1500));
  EXPECT_EQ(schedule.next(unavailable().after(milliseconds(0)), false, kStart, 0), milliseconds(0));
  EXPECT_EQ(schedule.next(unavailable().after(seconds(60)), false, kStart, 0), seconds(60));
  EXPECT_FALSE(schedule.next(unavailable().after(milliseconds(60'001)), false, kStart, 0));
}

TEST(RetrySchedule, NeverSleepsPastTheDeadline) {
  RetrySchedule schedule(9, kStart + milliseconds(500));
  EXPECT_FALSE(schedule.next(unavailable(), false, kStart, 0.0));
  EXPECT_TRUE(schedule.next(unavailable(), false, kStart, 0.5));
  EXPECT_FALSE(
      schedule.next(unavailable().after(milliseconds(0)), false, kStart + milliseconds(500), 0.5));
}

TEST(RetrySchedule, NeverRetriesPermanentErrorsOrShownAnswers) {
  RetrySchedule schedule(9, kStart + seconds(600));
  EXPECT_FALSE(schedule.next(error(ErrorKind::invalid, "x"), false, kStart, 0));
  EXPECT_FALSE(schedule.next(error(ErrorKind::quota, "x").with_retryable(true), false, kStart, 0));
  EXPECT_FALSE(schedule.next(unavailable().with_retryable(false), false, kStart, 0));
  EXPECT_FALSE(schedule.next(unavailable(), true, kStart, 0));
  EXPECT_TRUE(
      schedule.next(error(ErrorKind::conflict, "x").with_retryable(true), false, kStart, 0));
}

TEST(RetryAfter, ReadsEveryFormat) {
  const WallTime now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  struct Case {
    std::vector<Header> headers;
    std::optional<milliseconds> wait;
  };
  const std::vector<Case> cases{
      {{}, std::nullopt},
      {{{"Retry-After", "2"}}, seconds(2)},
      {{{"retry-after", "0.5"}}, milliseconds(500)},
      {{{"retry-after-ms", "1500"}, {"retry-after", "9"}}, milliseconds(1500)},
      {{{"retry-after-ms", "soon"}, {"retry-after", "9"}}, seconds(9)},
      {{{"retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"}}, seconds(10)},
      {{{"retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"}}, milliseconds(0)},
      {{{"retry-after", "-1"}}, std::nullopt},
      {{{"retry-after", "nan"}}, std::nullopt},
      {{{"retry-after", "inf"}}, std::nullopt},
      {{{"retry-after", "604800"}}, std::chrono::days(7)},
      {{{"retry-after", "604801"}}, std::nullopt},
      {{{"retry-after", "1e20"}}, std::nullopt},
      {{{"retry-after", "1e300"}}, std::nullopt},
      {{{"retry-after-ms", "1e20"}}, std::nullopt},
      {{{"retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"}}, std::nullopt},
      {{{"retry-after", "2s"}}, std::nullopt},
      {{{"retry-after", ""}}, std::nullopt},
      {{{"retry-after", "Sunday, 06-Nov-94 08:49:37 GMT"}}, std::nullopt},
  };
  for (const Case& expected : cases) {
    HttpResponse response;
    response.headers = expected.headers;
    EXPECT_EQ(retry_after(response, now), expected.wait)
        << (expected.headers.empty() ? "" : expected.headers.back().value);
  }
}

TEST(ShouldRetry, AcceptsOnlyTrueAndFalse) {
  HttpResponse response;
  EXPECT_EQ(should_retry(response), std::nullopt);
  response.headers.emplace_back("X-Should-Retry", "true");
  EXPECT_EQ(should_retry(response), true);
  response.headers.front().value = "false";
  EXPECT_EQ(should_retry(response), false);
  response.headers.front().value = "perhaps";
  EXPECT_EQ(should_retry(response), std::nullopt);
}

}  // namespace
}  // namespace yak::openai
