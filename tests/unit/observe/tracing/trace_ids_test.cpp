// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/trace_ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/clock.hpp"
#include "yak/text/encoding.hpp"

namespace yak::observe {
namespace {

using ::testing::MatchesRegex;

class Zeros final : public Random {
 public:
  std::uint64_t next() override { return 0; }
};

TEST(TraceIds, AreRandomAndNeverZero) {
  base::SystemRandom random;
  EXPECT_NE(new_trace_id(random), new_trace_id(random));
  Zeros zeros;
  EXPECT_TRUE(is_set(new_trace_id(zeros)));
  EXPECT_FALSE(is_set(TraceId{}));
}

TEST(TraceIds, GiveEachSpanOfATraceItsOwnId) {
  base::SystemRandom random;
  const TraceId trace = new_trace_id(random);
  std::set<SpanId> ids;
  for (std::uint64_t number = 0; number < 5'000; ++number) ids.insert(span_id(trace, number));
  EXPECT_EQ(ids.size(), 5'000U);
  EXPECT_EQ(span_id(trace, 7), span_id(trace, 7));
}

TEST(TraceIds, ASpanIdIsNeverZero) {
  TraceId trace{};
  trace[0] = 1;
  EXPECT_NE(span_id(trace, 0), SpanId{});
  trace.fill(0xff);
  EXPECT_NE(span_id(trace, 1), SpanId{});
}

TEST(TraceIds, AreReadFromTheirDigits) {
  base::SystemRandom random;
  const TraceId trace = new_trace_id(random);
  EXPECT_EQ(trace_id_of(hex(trace)), trace);
  for (const char* other :
       {"", "0f", "0123456789abcdef0123456789abcdeg", "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdef0"}) {
    EXPECT_EQ(trace_id_of(other), TraceId()) << other;
  }
}

TEST(TraceIds, MakeATraceparentHeader) {
  TraceId trace{};
  for (std::size_t i = 0; i < trace.size(); ++i) trace.at(i) = static_cast<std::uint8_t>(i + 1);
  EXPECT_EQ(traceparent(trace, 0), "00-0102030405060708090a0b0c0d0e0f10-090a0b0c0d0e0f10-01");
  EXPECT_EQ(traceparent(trace, 1), "00-0102030405060708090a0b0c0d0e0f10-090a0b0c0d0e0f11-01");
  EXPECT_EQ(traceparent(TraceId{}, 1), "");
}

}  // namespace
}  // namespace yak::observe
