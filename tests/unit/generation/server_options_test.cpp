// SPDX-License-Identifier: Apache-2.0
#include "generation/server_options.hpp"

#include <gtest/gtest.h>

namespace yak::generation {
namespace {

/// The parts have defaults of their own, for tests and for servers that the file does not
/// configure. They must be those of the schema.
class DefaultOptions : public ::testing::Test {
 protected:
  static config::Config empty_file() {
    config::Problems problems;
    auto config = config::Config::parse(
        "log:\n", "yak.yaml", [](const std::string&) { return std::nullopt; }, problems);
    EXPECT_EQ(problems.text(), "");
    return config;
  }

  config::Config config_ = empty_file();
};

TEST_F(DefaultOptions, OfServersAreThoseOfTheSchema) {
  const net::ServerOptions read = public_options(config_);
  const net::ServerOptions own;
  EXPECT_EQ(own.max_connections, read.max_connections);
  EXPECT_EQ(own.max_connections_per_address, read.max_connections_per_address);
  EXPECT_EQ(own.max_body_memory, read.max_body_memory);
  EXPECT_EQ(own.header_timeout, read.header_timeout);
  EXPECT_EQ(own.body_timeout, read.body_timeout);
  EXPECT_EQ(own.idle_timeout, read.idle_timeout);
}

TEST_F(DefaultOptions, OfDeliveryAreThoseOfTheSchema) {
  const delivery::RetryPolicy read = retry_policy(config_);
  const delivery::RetryPolicy own;
  EXPECT_EQ(own.base, read.base);
  EXPECT_EQ(own.cap, read.cap);
  EXPECT_EQ(own.lifetime, read.lifetime);
  EXPECT_EQ(own.look_up_after, read.look_up_after);
  EXPECT_EQ(own.hold, read.hold);
}

TEST_F(DefaultOptions, OfLanesAreThoseOfTheSchema) {
  const conversation::LaneOptions read = lane_options(config_);
  const conversation::LaneOptions own;
  EXPECT_EQ(own.backlog, read.backlog);
  EXPECT_EQ(own.overflow, read.overflow);
  EXPECT_EQ(own.collect, read.collect);
  EXPECT_EQ(own.max_age, read.max_age);
  EXPECT_EQ(own.apologises, read.apologises);
}

}  // namespace
}  // namespace yak::generation
