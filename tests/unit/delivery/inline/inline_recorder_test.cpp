// SPDX-License-Identifier: Apache-2.0
#include "delivery/inline/inline_recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using ::testing::ElementsAre;

/// Its first update throws. Other calls than `update` are not expected.
class ThrowingJournal final : public Journal {
 public:
  using Journal::update;
  [[nodiscard]] Epoch epoch() const noexcept override { return 1; }
  task<result<void>> update(std::vector<DeliveryUpdate> changes) override {
    co_await yield_now();
    if (!std::exchange(has_thrown_, true)) throw std::runtime_error("a bug");
    for (const DeliveryUpdate& change : changes) updated.push_back(change.id);
    co_return result<void>();
  }

  task<result<Epoch>> take_epoch() override { co_return unexpected(); }
  task<result<Lease>> claim(ConversationKey /*conversation*/, Epoch /*epoch*/,
                            std::chrono::milliseconds /*span*/) override {
    co_return unexpected();
  }
  task<result<Lease>> renew(Lease /*lease*/, std::chrono::milliseconds /*span*/) override {
    co_return unexpected();
  }
  task<result<AcceptResult>> accept(const Message& /*message*/) override { co_return unexpected(); }
  task<result<void>> step(JournalStep /*step*/) override { co_return unexpected(); }
  task<result<std::vector<JournalStep>>> steps(MessageId /*message*/) override {
    co_return unexpected();
  }
  task<result<std::vector<DeliveryId>>> commit(TurnCommit /*commit*/) override {
    co_return unexpected();
  }
  task<result<void>> write(Batch /*batch*/) override { co_return unexpected(); }
  task<result<ReportResult>> report(const ReceiptUpdate& /*report*/) override {
    co_return unexpected();
  }
  task<result<std::vector<Message>>> resume_messages(MessageId /*after*/, int /*limit*/) override {
    co_return unexpected();
  }
  task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId /*after*/,
                                                        int /*limit*/) override {
    co_return unexpected();
  }

  std::vector<DeliveryId> updated;

 private:
  static error unexpected() { return {ErrorKind::unsupported, "not called in this test"}; }

  bool has_thrown_ = false;
};

TEST(InlineRecorder, ContinuesAfterAStoreThatThrows) {
  testing::Engine engine;
  ThrowingJournal journal;
  InlineRecorder recorder(engine.loops, journal, *engine.outbox, engine.reporter);
  recorder.record_sent(1, 0);
  engine.settle();
  EXPECT_EQ(recorder.active(), 0U);
  EXPECT_TRUE(engine.log.contains("a bug"));
  recorder.record_sent(2, 0);
  engine.settle();
  EXPECT_THAT(journal.updated, ElementsAre(2));
  EXPECT_EQ(recorder.active(), 0U);
  EXPECT_EQ(engine.metrics.value("yak_inline_unrecorded_total"), 1);
}

}  // namespace
}  // namespace yak::delivery
