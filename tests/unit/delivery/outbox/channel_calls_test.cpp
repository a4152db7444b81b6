// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/channel_calls.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "yak/testing/test_loop.hpp"

namespace yak::delivery {
namespace {

/// Sends and looks up as the test says.
class CalledChannel final : public Channel {
 public:
  enum class Manner : std::uint8_t { answers, fails, throws, throws_oddly };

  explicit CalledChannel(Manner manner) : manner_(manner) {}
  task<result<void>> start() override { co_return result<void>(); }
  [[nodiscard]] Capabilities capabilities() const override { return {}; }
  task<SendOutcome> send(const Delivery& /*delivery*/) override {
    act();
    co_return SendOutcome::sent("r1");
  }
  task<result<Lookup>> find(const Delivery& /*delivery*/) override {
    act();
    if (manner_ == Manner::fails) co_return error(ErrorKind::unavailable, "no answer");
    Lookup lookup;
    lookup.kind = Lookup::Kind::found;
    lookup.receipt = "r1";
    co_return lookup;
  }
  task<void> stop() override { co_return; }

 private:
  void act() const {
    if (manner_ == Manner::throws) throw std::runtime_error("a bug");
    if (manner_ == Manner::throws_oddly) throw 7;
  }

  Manner manner_;
};

TEST(ChannelCalls, PassAnAnswerOn) {
  CalledChannel channel(CalledChannel::Manner::answers);
  EXPECT_EQ(testing::run(send_by(channel, Delivery())).receipt, "r1");
  const LookupAnswer answer = testing::run(find_by(channel, Delivery()));
  EXPECT_EQ(answer.lookup.kind, Lookup::Kind::found);
  EXPECT_EQ(answer.lookup.receipt, "r1");
  EXPECT_EQ(answer.failure, "");
}

TEST(ChannelCalls, AFailedLookupLeavesTheOutcomeUnknown) {
  CalledChannel channel(CalledChannel::Manner::fails);
  const LookupAnswer answer = testing::run(find_by(channel, Delivery()));
  EXPECT_EQ(answer.lookup.kind, Lookup::Kind::unknown);
  EXPECT_EQ(answer.failure, "no answer");
  EXPECT_FALSE(answer.threw);
}

TEST(ChannelCalls, WhatAChannelThrowsLeavesTheOutcomeUnknown) {
  for (const auto manner : {CalledChannel::Manner::throws, CalledChannel::Manner::throws_oddly}) {
    CalledChannel channel(manner);
    const SendOutcome outcome = testing::run(send_by(channel, Delivery()));
    EXPECT_EQ(outcome.kind, SendOutcome::Kind::unknown);
    EXPECT_TRUE(outcome.reason.starts_with("the channel threw: ")) << outcome.reason;
    const LookupAnswer answer = testing::run(find_by(channel, Delivery()));
    EXPECT_EQ(answer.lookup.kind, Lookup::Kind::unknown);
    EXPECT_TRUE(answer.threw);
    EXPECT_TRUE(answer.failure.starts_with("the channel threw: ")) << answer.failure;
  }
}

}  // namespace
}  // namespace yak::delivery
