// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/stage_metrics.hpp"

#include <gtest/gtest.h>

#include "yak/testing/counting_metrics.hpp"

namespace yak::conversation {
namespace {

TurnStep step(std::string name, std::chrono::milliseconds took) {
  TurnStep made(std::move(name), MonotonicTime());
  made.took = took;
  return made;
}

TEST(StageMetrics, ObservesEachLayerAndNoModel) {
  testing::CountingMetrics metrics;
  StageMetrics stages(metrics);
  using namespace std::chrono_literals;
  stages.note({step("access", 2ms), step("history", 500ms), step("openai/gpt-4o", 400ms)});
  stages.note({step("access", 4ms)});
  stages.note({});
  EXPECT_EQ(metrics.observations("yak_stage_seconds", {{"stage", "access"}}),
            (std::vector<double>{0.002, 0.004}));
  EXPECT_EQ(metrics.observations("yak_stage_seconds", {{"stage", "history"}}),
            (std::vector<double>{0.5}));
  EXPECT_EQ(metrics.series().size(), 3U);  // the series `other` exists from the start
}

TEST(StageMetrics, NamesAreBounded) {
  testing::CountingMetrics metrics;
  StageMetrics stages(metrics);
  for (int i = 0; i < 200; ++i) {
    stages.note({step("stage" + std::to_string(i), std::chrono::milliseconds(1))});
  }
  EXPECT_EQ(metrics.series().size(), StageMetrics::kMaxNames + 1);
  EXPECT_EQ(metrics.observations("yak_stage_seconds", {{"stage", "other"}}).size(),
            200 - StageMetrics::kMaxNames);
}

}  // namespace
}  // namespace yak::conversation
