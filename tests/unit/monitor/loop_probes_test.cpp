// SPDX-License-Identifier: Apache-2.0
#include "monitor/loop_probes.hpp"

#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::monitor {
namespace {

using namespace std::chrono_literals;
using testing::Engine;

TEST(LoopProbes, MeasuresHowLateALoopIs) {
  Engine engine;
  std::vector<std::size_t> looked;
  LoopProbes probes(engine.loops, engine.clock, engine.metrics,
                    [&](std::size_t loop) { looked.push_back(loop); });
  probes.start();
  engine.advance(3s);
  const Labels first{{"loop", "0"}};
  EXPECT_EQ(engine.metrics.observations("yak_loop_lag_seconds", first),
            (std::vector<double>{0, 0, 0}));
  // Time passes while the loop is busy.
  engine.clock.advance(1'250ms);
  engine.settle();
  EXPECT_EQ(engine.metrics.observations("yak_loop_lag_seconds", first).back(), 0.25);
  EXPECT_EQ(looked, (std::vector<std::size_t>{0, 0, 0, 0}));
  probes.stop();
  engine.advance(2s);
  EXPECT_EQ(looked.size(), 5U);
  EXPECT_EQ(engine.clock.sleepers(), 0U);
}

}  // namespace
}  // namespace yak::monitor
