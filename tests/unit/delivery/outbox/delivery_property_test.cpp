// SPDX-License-Identifier: Apache-2.0
// Random histories of deliveries against a simulated service that knows what it took: its answers
// may be late or missing, but are never wrong.

#include <gtest/gtest.h>

#include <random>

#include "delivery/outbox/delivery_machine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;

class Life {
 public:
  Life(std::uint32_t seed, RetryPolicy policy)
      : seed_(seed), random_(seed), policy_(policy), machine_(policy) {
    delivery_.id = 1;
    delivery_.created_at = now_;
    delivery_.next_at = now_;
  }

  void run() {
    constexpr int kMaxSteps = 10'000;
    for (int i = 0; i < kMaxSteps && !ended_; ++i) step();
    ASSERT_TRUE(ended_) << "seed " << seed_;
    check_end();
  }

 private:
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  double uniform() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  void step() {
    if (machine_.is_expired(delivery_, now_)) return apply(DeliveryMachine::expire(delivery_));
    // Once the service has taken a send, a callback may arrive at any time.
    if (taken_ > 0 && below(8) == 0) {
      return apply(DeliveryMachine::confirm(delivery_, "SM" + std::to_string(taken_)));
    }
    now_ = std::max(now_, delivery_.next_at);
    switch (delivery_.state) {
      case DeliveryState::pending: return apply(DeliveryMachine::begin(delivery_));
      case DeliveryState::sending: return below(10) == 0 ? crash() : answer();
      case DeliveryState::in_doubt: return look();
      default: FAIL() << "seed " << seed_;
    }
  }

  void crash() {
    if (below(2) == 0) ++taken_;
    looks_ = 0;
    delivery_.state = DeliveryState::in_doubt;  // as the journal returns it after a restart
  }

  void answer() {
    switch (below(8)) {
      case 0: ++taken_; return apply(after(SendOutcome::sent("SM")));
      case 1: return apply(after(SendOutcome::rejected("no")));
      case 2: ++taken_; [[fallthrough]];
      case 3: return apply(after(SendOutcome::unknown("reset")));
      default: return apply(after(SendOutcome::retry("busy")));
    }
  }

  DeliveryStep after(const SendOutcome& outcome) {
    return machine_.after_send(delivery_, outcome, now_, uniform());
  }

  void look() {
    ++looks_;
    Lookup lookup;
    const bool last = looks_ >= static_cast<int>(policy_.look_up_after.size());
    const bool listed = taken_ > 0 && (last || below(2) == 0);
    if (below(3) != 0) lookup.kind = listed ? Lookup::Kind::found : Lookup::Kind::absent;
    const DeliveryStep step = machine_.after_lookup(delivery_, lookup, looks_, now_);
    if (step.resends) ++resends_;
    if (step.update.state == DeliveryState::pending) {
      EXPECT_TRUE(last) << "seed " << seed_;
      EXPECT_FALSE(policy_.hold) << "seed " << seed_;
    }
    apply(step);
  }

  void apply(const DeliveryStep& step) {
    if (step.update.next_at) EXPECT_GE(*step.update.next_at, now_) << "seed " << seed_;
    if (step.update.state != DeliveryState::in_doubt) looks_ = 0;
    DeliveryMachine::apply(delivery_, step.update);
    ended_ = step.is_final;
    const bool is_end =
        delivery_.state == DeliveryState::sent || delivery_.state == DeliveryState::dead;
    EXPECT_EQ(ended_, is_end) << "seed " << seed_;
  }

  void check_end() const {
    EXPECT_LE(taken_, 1 + resends_) << "seed " << seed_;
    if (delivery_.state == DeliveryState::sent) EXPECT_GE(taken_, 1) << "seed " << seed_;
    if (delivery_.state == DeliveryState::dead)
      EXPECT_NE(delivery_.failure, "") << "seed " << seed_;
  }

  std::uint32_t seed_;
  std::mt19937 random_;
  RetryPolicy policy_;
  DeliveryMachine machine_;
  Delivery delivery_;
  WallTime now_{std::chrono::hours(490'000)};
  int taken_ = 0;
  int looks_ = 0;
  int resends_ = 0;
  bool ended_ = false;
};

TEST(DeliveryProperties, NothingIsTakenTwiceWithoutBeingCounted) {
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) Life(seed, RetryPolicy()).run();
}

TEST(DeliveryProperties, NothingIsTakenTwiceWithHold) {
  RetryPolicy policy;
  policy.hold = true;
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) Life(seed, policy).run();
}

}  // namespace
}  // namespace yak::delivery
