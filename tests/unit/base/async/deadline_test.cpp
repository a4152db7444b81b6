// SPDX-License-Identifier: Apache-2.0
#include "base/async/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <stdexcept>

#include "yak/testing/manual_clock.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::base {
namespace {

using namespace std::chrono_literals;
using testing::ManualClock;
using testing::TestLoop;

struct Trace {
  int begun = 0;
  int ended = 0;      ///< returned normally
  int destroyed = 0;  ///< coroutine frames destroyed
};

struct Scope {
  explicit Scope(Trace& trace) : trace(trace) { ++trace.begun; }
  ~Scope() { ++trace.destroyed; }
  Trace& trace;
};

task<result<int>> work(Clock& clock, std::chrono::milliseconds span, Trace& trace) {
  const Scope scope(trace);
  co_await clock.sleep(span);
  ++trace.ended;
  co_return 42;
}

task<result<int>> at_once() { co_return 7; }

task<result<int>> fails() { co_return error(ErrorKind::quota, "no money"); }

task<result<int>> throws(Clock& clock, std::chrono::milliseconds span) {
  co_await clock.sleep(span);
  throw std::logic_error("a bug");
}

/// Turns the cancellation into an error instead of throwing.
task<result<int>> catches_cancellation(Clock& clock) {
  try {
    co_await clock.sleep(1h);
  } catch (const boost::system::system_error&) {
    co_return error(ErrorKind::canceled, "cancelled");
  }
  co_return 1;
}

/// Returns a value in spite of cancellation.
task<result<int>> stubborn(Clock& clock) {
  try {
    co_await clock.sleep(1h);
  } catch (const boost::system::system_error&) {
  }
  co_return 5;
}

task<result<int>> breaks_when_cancelled(Clock& clock) {
  try {
    co_await clock.sleep(1h);
  } catch (const boost::system::system_error&) {
    throw std::logic_error("a bug in the clean-up");
  }
  co_return 5;
}

struct Deadline : ::testing::Test {
  task<result<int>> limit(task<result<int>> job, std::chrono::milliseconds span) {
    return with_deadline(clock, clock.monotonic() + span, what, std::move(job));
  }
  result<int> run(task<result<int>> job) { return loop.run(std::move(job), clock); }

  const std::string what = "the model";
  ManualClock clock;
  TestLoop loop;
  Trace trace;
};

TEST_F(Deadline, ReturnsTheValueOfWorkThatEndsInTime) {
  const auto begin = clock.monotonic();
  EXPECT_EQ(run(limit(work(clock, 2s, trace), 5s)).value(), 42);
  EXPECT_EQ(clock.monotonic() - begin, 2s);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(Deadline, ReturnsTheResultOfWorkThatEndsAtOnce) {
  EXPECT_EQ(run(limit(at_once(), 5s)).value(), 7);
  EXPECT_EQ(run(limit(fails(), 5s)).error().kind, ErrorKind::quota);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(Deadline, CancelsTheWorkAndAwaitsItsEnd) {
  const auto outcome = run(limit(work(clock, 1h, trace), 5s));
  EXPECT_EQ(outcome.error().kind, ErrorKind::timeout);
  EXPECT_EQ(outcome.error().message, "the model did not end in time");
  EXPECT_TRUE(outcome.error().retryable);
  EXPECT_EQ(trace.begun, 1);
  EXPECT_EQ(trace.destroyed, 1);
  EXPECT_EQ(trace.ended, 0);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(Deadline, IsATimeoutHoweverTheWorkReportsItsCancellation) {
  EXPECT_EQ(run(limit(catches_cancellation(clock), 5s)).error().kind, ErrorKind::timeout);
}

TEST_F(Deadline, KeepsAValueThatComesInSpiteOfTheCancellation) {
  EXPECT_EQ(run(limit(stubborn(clock), 5s)).value(), 5);
}

TEST_F(Deadline, DoesNotStartTheWorkWithoutTimeLeft) {
  EXPECT_EQ(run(limit(work(clock, 1s, trace), 0s)).error().kind, ErrorKind::timeout);
  EXPECT_EQ(run(limit(work(clock, 1s, trace), -3s)).error().kind, ErrorKind::timeout);
  EXPECT_EQ(trace.begun, 0);
}

TEST_F(Deadline, LetsExceptionsThrough) {
  EXPECT_THROW(run(limit(throws(clock, 1s), 5s)), std::logic_error);
  EXPECT_THROW(run(limit(throws(clock, 0s), 5s)), std::logic_error);
  EXPECT_THROW(run(limit(breaks_when_cancelled(clock), 5s)), std::logic_error);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(Deadline, PassesTheCallersCancellationOn) {
  auto running = loop.start(limit(work(clock, 1h, trace), 10h));
  loop.settle();
  running.cancel();
  loop.settle();
  ASSERT_TRUE(running.done());
  EXPECT_THROW(running.take(), boost::system::system_error);
  EXPECT_EQ(trace.destroyed, 1);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(Deadline, NestsAndTheInnerOneDoesNotOutliveTheOuter) {
  auto inner = limit(work(clock, 1h, trace), 10s);
  const auto begin = clock.monotonic();
  EXPECT_EQ(run(limit(std::move(inner), 5s)).error().kind, ErrorKind::timeout);
  EXPECT_EQ(clock.monotonic() - begin, 5s);
  EXPECT_EQ(trace.destroyed, 1);
}

task<int> cancelled_state_after(task<result<int>> limited) {
  co_await std::move(limited);
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  co_return static_cast<int>(state.cancelled());
}

TEST_F(Deadline, LeavesTheCallerUncancelled) {
  auto caller = cancelled_state_after(limit(work(clock, 1h, trace), 5s));
  EXPECT_EQ(loop.run(std::move(caller), clock), 0);
}

TEST_F(Deadline, ADestroyedLoopDestroysTheWorkAndTheTimer) {
  auto own_loop = std::make_unique<TestLoop>();
  auto running = own_loop->start(limit(work(clock, 1h, trace), 5s));
  own_loop->settle();
  EXPECT_EQ(clock.sleepers(), 2U);
  own_loop.reset();
  EXPECT_EQ(trace.destroyed, 1);
  EXPECT_EQ(clock.sleepers(), 0U);
}

}  // namespace
}  // namespace yak::base
