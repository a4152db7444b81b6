// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/metered_store.hpp"

#include <gtest/gtest.h>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_store.hpp"

namespace yak::observe {
namespace {

struct MeteredStoreTest : ::testing::Test {
  MeteredStoreTest() {
    auto made = std::make_unique<testing::FakeStore>();
    fake = made.get();
    store = std::make_unique<MeteredStore>(std::move(made), context.clock(), metrics);
  }
  [[nodiscard]] std::size_t observed(const std::string& operation) const {
    return metrics.observations("yak_store_seconds", {{"operation", operation}}).size();
  }

  testing::FakeContext context;
  testing::CountingMetrics metrics;
  testing::FakeStore* fake = nullptr;
  std::unique_ptr<MeteredStore> store;
};

TEST_F(MeteredStoreTest, ForwardsCallsAndMeasuresThem) {
  fake->put("space", "key", "value");
  const auto value = context.run_through_time(store->kv("space")->get("key"));
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, "value");
  EXPECT_EQ(observed("get"), 1U);
  EXPECT_EQ(observed("accept"), 0U);
  Message message;
  message.channel = "fake";
  message.external_id = "1";
  const auto accepted = context.run_through_time(store->journal().accept(message));
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(accepted->duplicate);
  EXPECT_EQ(observed("accept"), 1U);
  EXPECT_EQ(metrics.sum("yak_store_failures_total"), 0);
}

TEST_F(MeteredStoreTest, DoesNotCountNotFoundAsAFailure) {
  EXPECT_EQ(context.run_through_time(store->dead_letters().purge(DeadLetterId())).error().kind,
            ErrorKind::not_found);
  EXPECT_EQ(metrics.sum("yak_store_failures_total"), 0);
  fake->fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_FALSE(context.run_through_time(store->maintenance().check()));
  EXPECT_EQ(metrics.value("yak_store_failures_total", {{"kind", "unavailable"}}), 1);
  EXPECT_EQ(observed("check"), 1U);
}

TEST_F(MeteredStoreTest, PassesExaminationsAndTracesOn) {
  EXPECT_TRUE(store->maintenance().diagnose().empty());
  ASSERT_TRUE(context.run_through_time(store->journal().accept(Message())));
  EXPECT_EQ(context.run_through_time(store->journal_reader().message_report("m1"))->message.id, 1);
  EXPECT_EQ(context.run_through_time(store->journal_reader().message_report("m2")).error().kind,
            ErrorKind::not_found);
}

}  // namespace
}  // namespace yak::observe
