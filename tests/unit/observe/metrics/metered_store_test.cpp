// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/metered_store.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_store.hpp"

namespace yak::observe {
namespace {

struct MeteredStoreTest : ::testing::Test {
  MeteredStoreTest() {
    auto made = std::make_unique<testing::FakeStore>();
    fake = made.get();
    store = std::make_unique<MeteredStore>(std::move(made), "fake 1.2.3", context.clock(), metrics,
                                           context.log());
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

/// A store whose maintenance throws, in the call or in its task.
class ThrowingStore final : public Store, private Maintenance {
 public:
  result<void> open() override { return {}; }
  void close() override {}
  [[nodiscard]] Journal& journal() override { return fake_.journal(); }
  [[nodiscard]] JournalReader& journal_reader() override { return fake_.journal_reader(); }
  [[nodiscard]] DeadLetters& dead_letters() override { return fake_.dead_letters(); }
  [[nodiscard]] History& history() override { return fake_.history(); }
  [[nodiscard]] std::unique_ptr<KeyValue> kv(std::string space) override {
    return fake_.kv(std::move(space));
  }
  [[nodiscard]] UsageRecords& usage() override { return fake_.usage(); }
  [[nodiscard]] PersonRecords& people() override { return fake_.people(); }
  [[nodiscard]] Maintenance& maintenance() override { return *this; }

 private:
  task<result<void>> check() override { throw std::runtime_error("no thread"); }
  task<result<StoreStats>> stats() override {
    throw std::runtime_error("no table");
    co_return StoreStats();
  }
  task<result<void>> add_suspicion(std::vector<MessageId> /*messages*/, int /*points*/) override {
    throw boost::system::system_error(boost::asio::error::operation_aborted);
    co_return result<void>();
  }
  task<result<void>> shift_times(std::chrono::milliseconds by) override {
    co_await clock.sleep(by);
    co_return result<void>();
  }
  result<void> backup(const std::string& /*file*/) override { throw std::runtime_error("no file"); }

  testing::ManualClock clock;

  testing::FakeStore fake_;
};

TEST(MeteredStoreBoundary, MakesAnErrorOfAnExceptionAndLogsItsOperation) {
  testing::FakeContext context;
  testing::CountingMetrics metrics;
  MeteredStore store(std::make_unique<ThrowingStore>(), "broken 1.2.3", context.clock(), metrics,
                     context.log());
  const auto checked = context.run_through_time(store.maintenance().check());
  EXPECT_EQ(checked.error().kind, ErrorKind::internal);
  EXPECT_EQ(checked.error().message, "the store threw: no thread");
  const auto stats = context.run_through_time(store.maintenance().stats());
  EXPECT_EQ(stats.error().message, "the store threw: no table");
  EXPECT_EQ(store.maintenance().backup("x").error().message, "the store threw: no file");
  EXPECT_EQ(metrics.value("yak_store_failures_total", {{"kind", "internal"}}), 2);
  EXPECT_EQ(context.log().count(LogLevel::error), 3U);
  EXPECT_TRUE(context.log().contains("plugin=broken 1.2.3 operation=stats"));
}

TEST(MeteredStoreBoundary, PassesTheCancellationOfItsCaller) {
  testing::FakeContext context;
  testing::CountingMetrics metrics;
  MeteredStore store(std::make_unique<ThrowingStore>(), "broken 1.2.3", context.clock(), metrics,
                     context.log());
  auto shifting = context.start(store.maintenance().shift_times(std::chrono::hours(1)));
  context.settle();
  shifting.cancel();
  context.settle();
  ASSERT_TRUE(shifting.done());
  EXPECT_THROW((void)shifting.take(), boost::system::system_error);
  EXPECT_EQ(context.log().count(LogLevel::error), 0U);
}

TEST(MeteredStoreBoundary, ACancellationInsideTheStoreIsItsDefect) {
  testing::FakeContext context;
  testing::CountingMetrics metrics;
  MeteredStore store(std::make_unique<ThrowingStore>(), "broken 1.2.3", context.clock(), metrics,
                     context.log());
  const auto added = context.run_through_time(store.maintenance().add_suspicion({}, 1));
  EXPECT_EQ(added.error().kind, ErrorKind::internal);
  EXPECT_EQ(context.log().count(LogLevel::error), 1U);
}

}  // namespace
}  // namespace yak::observe
