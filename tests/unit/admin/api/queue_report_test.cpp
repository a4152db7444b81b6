// SPDX-License-Identifier: Apache-2.0
#include "admin/api/queue_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yak::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr WallTime kNow{100h};

std::vector<std::string> lines_of(const StoreStats& stats) {
  std::vector<std::string> lines;
  for (const StatusLine& line : queue_text(stats, kNow)) {
    lines.push_back(line.what + ": " + line.value);
  }
  return lines;
}

TEST(QueueReport, AnEmptyStoreHasNoAgesAndNoHints) {
  EXPECT_THAT(lines_of(StoreStats()),
              ElementsAre("messages unfinished: 0", "deliveries pending: 0",
                          "deliveries in doubt: 0", "dead letters: 0", "quarantined messages: 0"));
  const Json numbers = queue_as_json(StoreStats(), kNow);
  EXPECT_TRUE(numbers["oldest_message_seconds"].is_null());
  EXPECT_TRUE(numbers["oldest_delivery_seconds"].is_null());
}

TEST(QueueReport, ShowsCountsAgesSizeAndHints) {
  StoreStats stats;
  stats.messages_unfinished = 1'234;
  stats.oldest_message = kNow - 125s;
  stats.deliveries_pending = 2;
  stats.deliveries_in_doubt = 1;
  stats.oldest_delivery = kNow - 3h;
  stats.deliveries_dead = 4;
  stats.messages_quarantined = 5;
  stats.bytes = 1'300'000;
  EXPECT_THAT(
      lines_of(stats),
      ElementsAre("messages unfinished: 1,234", "oldest message: waits for 2 minutes 5 seconds",
                  "deliveries pending: 2", "deliveries in doubt: 1",
                  "oldest delivery: waits for 3 hours",
                  "dead letters: 4 (see: yak dead-letters list)",
                  "quarantined messages: 5 (see: yak dead-letters list)", "store size: 1.2 MiB"));
  const Json expected{{"messages_unfinished", 1'234},      {"oldest_message_seconds", 125},
                      {"deliveries_pending", 2},           {"deliveries_in_doubt", 1},
                      {"oldest_delivery_seconds", 10'800}, {"dead_letters", 4},
                      {"messages_quarantined", 5},         {"store_bytes", 1'300'000}};
  EXPECT_EQ(queue_as_json(stats, kNow), expected);
}

TEST(QueueReport, AClockThatWasSetBackGivesNoNegativeAge) {
  StoreStats stats;
  stats.oldest_message = kNow + 1h;
  EXPECT_EQ(queue_as_json(stats, kNow)["oldest_message_seconds"], 0);
}

TEST(QueueReport, SizesHaveOneDecimal) {
  const std::vector<std::pair<std::int64_t, std::string>> cases{
      {1, "1 byte"}, {1'023, "1,023 bytes"}, {1'024, "1.0 KiB"}, {5LL << 40U, "5.0 TiB"}};
  for (const auto& [bytes, words] : cases) {
    StoreStats stats;
    stats.bytes = bytes;
    EXPECT_EQ(queue_text(stats, kNow).back().value, words);
  }
}

}  // namespace
}  // namespace yak::admin
