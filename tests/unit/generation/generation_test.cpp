// SPDX-License-Identifier: Apache-2.0
#include "generation/generation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "unit/generation/generation_world.hpp"

namespace yak::generation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kTwoProviders = R"(
store: {plugin: disk}
channels:
  phone: {plugin: sms, url: a}
providers:
  cheap: {plugin: brain, url: a}
  model: {plugin: brain, url: a}
middleware:
  - {plugin: limits, url: a}
assistant: {model: model/large}
)";

class GenerationTest : public ::testing::Test {
 protected:
  std::vector<std::string> credits() {
    return boost::asio::co_spawn(world_.loops.loop(0), world_.current.get()->credits(),
                                 boost::asio::use_future)
        .get();
  }

  testing::GenerationWorld world_;
};

TEST_F(GenerationTest, AProviderThatThrowsDoesNotHideTheOthersCredits) {
  world_.publish(world_.build(kTwoProviders));
  world_.script.throws = {"cheap(a)"};
  EXPECT_THAT(credits(), ElementsAre("cheap: could not be queried (internal)", "$5 are left"));
  EXPECT_TRUE(world_.log.contains(
      "the credits of an instance could not be queried instance=cheap kind=provider "
      "reason=it threw: a bug"));
}

TEST_F(GenerationTest, AChannelWhoseCapabilitiesThrowCannotStart) {
  world_.script.throws = {"phone(a)"};
  const BuildOutcome outcome = world_.build(kTwoProviders);
  EXPECT_FALSE(outcome.generation);
  EXPECT_THAT(outcome.problems.text(), HasSubstr("channels.phone: capabilities() threw: a bug"));
}

TEST_F(GenerationTest, NamesThePluginThatThrewWhenAskedToForget) {
  world_.publish(world_.build(kTwoProviders));
  world_.script.throws = {"limits(a)"};
  EXPECT_TRUE(world_.current.get()->forget(Person()).empty());
  EXPECT_TRUE(world_.log.contains("instance=limits plugin=limits reason=a bug"));
}

}  // namespace
}  // namespace yak::generation
