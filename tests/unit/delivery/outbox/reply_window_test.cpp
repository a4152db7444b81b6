// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/reply_window.hpp"

#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using testing::Engine;

/// A delivery to a person whose message the journal has; queued now.
Outgoing answer_in(Engine& engine) {
  Outgoing outgoing;
  outgoing.delivery = engine.commit("+1", {"one"}).front();
  outgoing.to_wall =
      engine.clock.now().time_since_epoch() - std::chrono::duration_cast<std::chrono::milliseconds>(
                                                  engine.clock.monotonic().time_since_epoch());
  return outgoing;
}

bool is_closed(Engine& engine, ReplyWindow& window, const Outgoing& outgoing) {
  bool closed = false;
  engine.run([&]() -> task<void> { closed = co_await window.is_closed(outgoing, 24h); });
  return closed;
}

TEST(ReplyWindow, AnAnswerToAYoungMessageNeedsNoJournal) {
  Engine engine;
  ReplyWindow window(engine.store, engine.clock);
  Outgoing outgoing = answer_in(engine);
  EXPECT_FALSE(window.is_just_answered(outgoing, 24h)) << "it is unknown what it answers";
  outgoing.delivery.answers_at = engine.clock.now();
  EXPECT_TRUE(window.is_just_answered(outgoing, 24h));
  engine.clock.advance(24h);
  EXPECT_FALSE(window.is_just_answered(outgoing, 24h));
}

TEST(ReplyWindow, IsOpenWhereTheJournalKnowsNothing) {
  Engine engine;
  ReplyWindow window(engine.store, engine.clock);
  Outgoing outgoing = answer_in(engine);
  outgoing.delivery.peer = "+2";
  EXPECT_FALSE(is_closed(engine, window, outgoing));
  outgoing.delivery.peer = "+1";
  engine.store.fail_with(error(ErrorKind::unavailable, "the disk is full"));
  EXPECT_FALSE(is_closed(engine, window, outgoing));
}

}  // namespace
}  // namespace yak::delivery
