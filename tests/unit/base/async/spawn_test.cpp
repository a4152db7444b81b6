// SPDX-License-Identifier: Apache-2.0
#include "base/async/spawn.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "yak/testing/recording_log.hpp"

namespace yak::base {
namespace {

task<void> fail() {
  throw std::runtime_error("out of tea");
  co_return;
}

task<void> end() { co_return; }

TEST(Spawn, LogsAnExceptionThatEndsATask) {
  boost::asio::io_context loop;
  testing::RecordingLog log;
  spawn(loop.get_executor(), end(), log, "good");
  loop.run();
  EXPECT_TRUE(log.lines().empty());
  spawn(loop.get_executor(), fail(), log, "bad");
  loop.restart();
  loop.run();
  EXPECT_EQ(log.count(LogLevel::error), 1U);
  EXPECT_TRUE(log.contains("task=bad reason=out of tea"));
}

}  // namespace
}  // namespace yak::base
