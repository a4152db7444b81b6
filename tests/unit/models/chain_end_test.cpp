// SPDX-License-Identifier: Apache-2.0
#include "models/chain_end.hpp"

#include <gtest/gtest.h>

#include "model_router_fixture.hpp"

namespace yak::models {
namespace {

class ChainEndTest : public ModelRouterFixture {};

TEST_F(ChainEndTest, AsksTheModelForEveryTurn) {
  ChainEnd end(made());
  for (const char* user : {"+1", "+2"}) {
    Turn asked = turn(user);
    EXPECT_TRUE(context.run_through_time(end(asked)));
    EXPECT_EQ(asked.result, TurnResult::answered);
    EXPECT_EQ(asked.answered_by, "a/one");
    EXPECT_EQ(asked.reply.parts.size(), 1U);
  }
}

}  // namespace
}  // namespace yak::models
