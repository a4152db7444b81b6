// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::Engine;

constexpr const char* kTraceText = "1111111111111111222222222222222f";

TraceId a_trace() { return observe::trace_id_of(kTraceText); }

std::string attribute(const observe::Span& span, std::string_view key) {
  for (const observe::SpanAttribute& one : span.attributes) {
    if (one.key != key) continue;
    if (const auto* number = std::get_if<std::int64_t>(&one.value)) return std::to_string(*number);
    return std::get<std::string>(one.value);
  }
  return "";
}

/// The spans in order as `send fake: retry`. Expects each to be a child of the trace's root span
/// with an id of its own.
std::vector<std::string> told(const Engine& engine) {
  std::vector<std::string> lines;
  std::set<observe::SpanId> ids;
  for (const observe::Span& span : engine.spans.all) {
    EXPECT_EQ(span.trace, a_trace());
    EXPECT_EQ(span.parent, observe::span_id(a_trace(), observe::kRootSpan));
    EXPECT_TRUE(ids.insert(span.id).second) << span.name << " has a duplicate id";
    EXPECT_GE(span.end_ns, span.begin_ns);
    const std::string outcome = attribute(span, "yak.delivery.outcome");
    lines.push_back(span.name + ": " +
                    (outcome.empty() ? attribute(span, "yak.delivery.status") : outcome));
  }
  return lines;
}

TEST(OutboxSpans, EverySendIsASpanOfItsMessagesTrace) {
  Engine engine;
  const TraceId trace = a_trace();
  engine.channel.delay = 2s;
  engine.channel.script(SendOutcome::retry("429 for +15551234567", 30s));
  engine.outbox->enqueue(engine.commit("+15551234567", {"one"}, trace));
  engine.advance(40s);
  ASSERT_EQ(engine.spans.all.size(), 2U);
  const observe::Span& first = engine.spans.all[0];
  EXPECT_EQ(first.trace, trace);
  EXPECT_EQ(first.parent, observe::span_id(trace, observe::kRootSpan));
  EXPECT_EQ(first.name, "send fake");
  EXPECT_EQ(first.end_ns - first.begin_ns, 2'000'000'000);
  EXPECT_TRUE(first.failed);
  EXPECT_EQ(first.failure, "429 for +1555•••67");
  EXPECT_FALSE(engine.spans.all[1].failed);
  EXPECT_NE(engine.spans.all[1].id, first.id);
}

TEST(OutboxSpans, MaskTheAddressThatWasUsed) {
  Engine engine;
  engine.channel.script(SendOutcome::retry("429 for 15551234567", 30s));
  std::vector<Delivery> deliveries = engine.commit("US.1", {"one"}, a_trace());
  deliveries[0].address = "+15551234567";
  engine.outbox->enqueue(std::move(deliveries));
  engine.settle();
  ASSERT_EQ(engine.spans.all.size(), 1U);
  EXPECT_EQ(engine.spans.all[0].failure, "429 for 15551•••67");
}

TEST(OutboxSpans, ASendWithoutATraceOrACollectorIsNoSpan) {
  Engine engine;
  engine.outbox->enqueue(engine.commit("+1", {"of an earlier run"}));
  const TraceId trace = a_trace();
  engine.spans.on = false;
  engine.outbox->enqueue(engine.commit("+1", {"one"}, trace));
  engine.settle();
  EXPECT_TRUE(engine.spans.all.empty());
}

Lookup lookup_with_receipt(Lookup::Kind kind) {
  Lookup found;
  found.kind = kind;
  found.receipt = "r7";
  return found;
}

TEST(OutboxSpans, EveryLookUpIsASpanToo) {
  Engine engine;
  engine.channel.script(SendOutcome::unknown("no answer"));
  engine.channel.script_lookup(lookup_with_receipt(Lookup::Kind::unknown));
  engine.channel.script_lookup(lookup_with_receipt(Lookup::Kind::absent));
  engine.channel.script_lookup(lookup_with_receipt(Lookup::Kind::found));
  engine.outbox->enqueue(engine.commit("+1", {"one"}, a_trace()));
  engine.advance(40s);
  EXPECT_THAT(told(engine), ElementsAre("send fake: unknown", "find fake: unknown",
                                        "find fake: absent", "find fake: found"));
}

TEST(OutboxSpans, AnInlineReplyIsASpanFromItsCommitToItsLastByte) {
  Engine engine;
  const Delivery delivery = engine.commit("+1", {"one"}, a_trace()).front();
  const auto ticket = engine.reply_inline(delivery);
  engine.advance(3s);
  ticket->written(true);
  engine.settle();
  EXPECT_THAT(told(engine), ElementsAre("reply fake: sent"));
  EXPECT_EQ(engine.spans.all[0].end_ns - engine.spans.all[0].begin_ns, 3'000'000'000);
  EXPECT_FALSE(engine.spans.all[0].failed);
}

TEST(OutboxSpans, ALostInlineReplyIsLookedUpInTheSameTrace) {
  Engine engine;
  engine.channel.script_lookup(lookup_with_receipt(Lookup::Kind::found));
  const Delivery delivery = engine.commit("+1", {"one"}, a_trace()).front();
  const auto ticket = engine.reply_inline(delivery);
  ticket->written(true);
  ticket->lost();
  engine.advance(40s);
  EXPECT_THAT(told(engine),
              ElementsAre("reply fake: sent", "reply fake: unknown", "find fake: found"));
  EXPECT_TRUE(engine.spans.all[1].failed);
}

TEST(OutboxSpans, AResumedDeliveryBelongsToTheTraceInTheJournal) {
  Engine engine;
  std::vector<Delivery> left = engine.commit("+1", {"one", "two"}, a_trace());
  left[0].state = DeliveryState::in_doubt;
  left[0].attempts = 1;
  engine.outbox->resume(std::move(left));
  engine.channel.script_lookup(lookup_with_receipt(Lookup::Kind::found));
  engine.advance(40s);
  EXPECT_THAT(told(engine), ElementsAre("find fake: found", "send fake: sent"));
}

TEST(OutboxSpans, ADeliveryWithoutATraceIsSent) {
  Engine engine;
  engine.outbox->resume(engine.commit("+1", {"no turn"}));
  engine.settle();
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  EXPECT_TRUE(engine.spans.all.empty());
}

class NoSink final : public MessageSink {
 public:
  void dispatch(Message /*message*/, std::shared_ptr<InlineTicket> /*ticket*/,
                Arrival /*arrival*/) override {}
};

class ReportSpans : public ::testing::Test {
 protected:
  void report(DeliveryId delivery, ReceiptStatus status, const std::string& failure = {}) {
    ReceiptUpdate told;
    told.channel = "fake";
    told.delivery = delivery;
    told.receipt = "r1";
    told.status = status;
    told.failure = failure;
    engine.run([&]() -> task<void> { EXPECT_TRUE(co_await inbox.report(told)); });
  }

  Engine engine;
  NoSink sink;
  InboxService inbox{engine.inbox_services(sink)};
};

TEST_F(ReportSpans, EveryNewStatusIsASpan) {
  const auto deliveries = engine.commit("+15551234567", {"one"}, a_trace());
  const DeliveryId id = deliveries.front().id;
  engine.outbox->enqueue(deliveries);
  engine.settle();
  for (const auto status : {ReceiptStatus::sent, ReceiptStatus::delivered, ReceiptStatus::delivered,
                            ReceiptStatus::sent}) {
    report(id, status);
  }
  EXPECT_THAT(told(engine),
              ElementsAre("send fake: sent", "report fake: passed on", "report fake: delivered"));
}

TEST_F(ReportSpans, AFailureHasNoAddress) {
  const auto deliveries = engine.commit("+15551234567", {"one"}, a_trace());
  report(deliveries.front().id, ReceiptStatus::failed, "63016 for +15551234567");
  EXPECT_THAT(told(engine), ElementsAre("report fake: failed"));
  EXPECT_TRUE(engine.spans.all[0].failed);
  EXPECT_EQ(engine.spans.all[0].failure, "63016 for +1555•••67");
}

}  // namespace
}  // namespace yak::delivery
