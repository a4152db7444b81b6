// SPDX-License-Identifier: Apache-2.0
#include "generation/generation_retirer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/generation/generation_world.hpp"

namespace yak::generation {
namespace {

using testing::edited;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kRetireYaml = R"(
store: {plugin: disk}
channels:
  phone: {plugin: sms, url: a}
providers:
  model: {plugin: brain, url: a}
middleware: []
assistant: {model: model/large}
)";

class Retirement : public ::testing::Test {
 protected:
  Retirement() { publish(kRetireYaml); }

  void publish(const std::string& yaml) {
    world_.publish(world_.build(yaml));
    world_.script.take();
  }

  testing::GenerationWorld world_;
};

TEST_F(Retirement, WaitsForTurnsAndSendsThatRun) {
  std::shared_ptr<const conversation::Pipeline> turn = world_.current.chain();
  auto send = world_.current.lease("phone");
  publish(edited(kRetireYaml, "sms, url: a", "sms, url: b"));
  turn.reset();
  EXPECT_EQ(world_.retirer.live(), 2U);
  EXPECT_THAT(world_.script.take(), IsEmpty());
  send.reset();
  EXPECT_TRUE(world_.script.wait("stop phone(a)"));
}

TEST_F(Retirement, StopsOnlyWhatNoOtherGenerationHas) {
  publish(edited(kRetireYaml, "sms, url: a", "sms, url: b"));
  EXPECT_TRUE(world_.script.wait("stop phone(a)"));
  EXPECT_TRUE(world_.end(testing::Script::kLimit));
  // The provider was carried over: its last generation stopped it.
  EXPECT_THAT(world_.script.take(), ElementsAre("stop phone(a)", "stop phone(b)", "stop model(a)"));
}

TEST_F(Retirement, DoesNotWaitForALeaseLongerThanTheLimit) {
  auto turn = world_.current.chain();
  EXPECT_FALSE(world_.end(std::chrono::milliseconds(20)));
  turn.reset();
  EXPECT_THAT(world_.script.take(), IsEmpty());
}

}  // namespace
}  // namespace yak::generation
