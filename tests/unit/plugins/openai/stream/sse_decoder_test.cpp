// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/sse_decoder.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace yak::openai {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

/// Feeds `stream` in reads of `size` bytes, each in a buffer of its own, and returns the events.
std::vector<std::string> decode(std::string_view stream, std::size_t size) {
  SseDecoder decoder;
  std::vector<std::string> events;
  while (!stream.empty()) {
    const std::string read(stream.substr(0, size));
    stream.remove_prefix(read.size());
    decoder.feed(read);
    while (true) {
      const auto event = decoder.next();
      EXPECT_TRUE(event);
      if (!event || !*event) break;
      events.emplace_back(**event);
    }
  }
  return events;
}

struct SseCase {
  const char* name;
  std::string stream;
  std::vector<std::string> events;
};

class SseDecoderTest : public ::testing::TestWithParam<SseCase> {};

TEST_P(SseDecoderTest, FindsTheSameEventsHoweverReadsAreSplit) {
  const SseCase& expected = GetParam();
  for (std::size_t size = 1; size <= expected.stream.size() + 1; ++size) {
    EXPECT_THAT(decode(expected.stream, size), ElementsAreArray(expected.events))
        << "in reads of " << size;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Streams, SseDecoderTest,
    ::testing::Values(
        SseCase{"line_feed", "data: a\n\ndata: b\n\n", {"a", "b"}},
        SseCase{"carriage_return", "data: a\r\rdata: b\r\r", {"a", "b"}},
        SseCase{"both", "data: a\r\n\r\ndata: b\r\n\r\n", {"a", "b"}},
        SseCase{"mixed", "data: a\r\n\ndata: b\n\r\ndata: c\r\r", {"a", "b", "c"}},
        SseCase{"comments",
                ": OPENROUTER PROCESSING\n\n:\n\ndata: a\n: in between\ndata: b\n\n",
                {"a\nb"}},
        SseCase{"lines_of_one_event", "data: a\ndata:\ndata: b\n\n", {"a\n\nb"}},
        SseCase{"one_space_goes", "data:  a \n\ndata:b\n\n", {" a ", "b"}},
        SseCase{"field_without_colon", "data\n\ndata: a\n\n", {"", "a"}},
        SseCase{"other_fields", "event: x\nid: 7\nretry: 9\ndata: a\nfoo: bar\n\n", {"a"}},
        SseCase{"event_without_data", "event: ping\n\ndata: a\n\n", {"a"}},
        SseCase{"field_names_count_case", "Data: x\n\n data: y\n\ndata: a\n\n", {"a"}},
        SseCase{"longer_field_name", "database: x\n\ndata2\n\ndata: a\n\n", {"a"}},
        SseCase{"byte_order_mark",
                "\xEF\xBB\xBF"
                "data: a\n\n",
                {"a"}},
        SseCase{"only_the_first_mark",
                "data: a\n\n\xEF\xBB\xBF"
                "data: b\n\n",
                {"a"}},
        SseCase{"utf8", "data: ñ😀é\n\n", {"ñ😀é"}},
        SseCase{"unfinished_event", "data: a\n\ndata: b\n", {"a"}},
        SseCase{"unfinished_line", "data: a\n\ndata: b", {"a"}}, SseCase{"empty", "", {}},
        SseCase{"blank_lines", "\n\n\r\n\r\r\n", {}},
        SseCase{"zero_bytes", std::string("data: a\0b\n\n", 11), {std::string("a\0b", 3)}},
        SseCase{"colons_in_data", "data: {\"a\": 1}\n\n", {"{\"a\": 1}"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(SseDecoder, RefusesAnEventAboveItsBound) {
  SseDecoder decoder(16);
  decoder.feed("data: 0123456789\n\n");
  const auto small = decoder.next();
  ASSERT_TRUE(small && *small);
  decoder.feed("data: 0123456789\ndata: 0123456789\n\n");
  const auto large = decoder.next();
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::too_large);
}

TEST(SseDecoder, RefusesALineThatNeverEnds) {
  SseDecoder decoder;
  const std::string noise(64 * 1024, ':');
  for (int read = 0; read < 16; ++read) {
    decoder.feed(noise);
    ASSERT_TRUE(decoder.next());
  }
  decoder.feed("x");
  const auto event = decoder.next();
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().kind, ErrorKind::too_large);
}

TEST(SseDecoder, ReturnsTheLastEventWithoutAnEmptyLine) {
  for (const char* tail : {"data: [DONE]", "data: [DONE]\n", "data: [DONE]\r\n"}) {
    SseDecoder decoder;
    decoder.feed(tail);
    const auto event = decoder.next();
    ASSERT_TRUE(event && !*event) << tail;
    EXPECT_EQ(decoder.finish(), "[DONE]") << tail;
    EXPECT_EQ(decoder.finish(), std::nullopt);
  }
}

TEST(SseDecoder, LeavesNothingAfterAWholeEvent) {
  SseDecoder decoder;
  decoder.feed("data: a\n\n");
  ASSERT_TRUE(decoder.next());
  EXPECT_EQ(decoder.finish(), std::nullopt);
}

}  // namespace
}  // namespace yak::openai
