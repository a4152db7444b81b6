// SPDX-License-Identifier: Apache-2.0
#include "monitor/health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"

namespace yak::monitor {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HealthTest : public ::testing::Test {
 protected:
  /// The route's response to `GET /readyz?QUERY`.
  ServerResponse ready(Health& health, std::string_view query = "") {
    net::RouteTable routes;
    EXPECT_TRUE(health.add_routes(routes));
    routes.freeze();
    ServerRequest request;
    request.query = query;
    return context_.run(routes.find("GET", "/readyz").route->handler(request));
  }

  testing::FakeContext context_{"core"};
};

TEST_F(HealthTest, IsReadyOnceEverythingHasStartedUntilItDrains) {
  Health health(context_.store(), context_.clock(), "/", 1);
  EXPECT_EQ(ready(health).status, 503);
  health.set_started();
  EXPECT_EQ(ready(health).status, 200);
  EXPECT_EQ(ready(health).body, R"({"status":"ready"})");
  health.set_draining();
  EXPECT_EQ(ready(health).status, 503);
}

/// /readyz is on the public listener: its response says which check fails, but no paths.
TEST_F(HealthTest, NamesNoPathsInThePublicAnswer) {
  Health health(context_.store(), context_.clock(), "/no/such/folder", 1);
  health.set_started();
  context_.store().fail_with(error(ErrorKind::unavailable, "/var/lib/yak/yak.db was removed"));
  for (const char* query : {"", "verbose", "verbose=1"}) {
    const ServerResponse response = ready(health, query);
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr(R"("store":"it cannot be written;)"));
    EXPECT_THAT(response.body, HasSubstr(R"("disk":"free space is unknown")"));
    EXPECT_THAT(response.body, Not(HasSubstr("/")));
  }
  // The admin API gives the operator the details.
  const auto checks = context_.run(health.checks());
  EXPECT_THAT(checks.at(2).detail, HasSubstr("/var/lib/yak/yak.db"));
}

TEST_F(HealthTest, ChecksTheStoreAtMostOnceASecond) {
  Health health(context_.store(), context_.clock(), "/", 1);
  health.set_started();
  EXPECT_EQ(ready(health).status, 200);
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  context_.clock().advance(std::chrono::milliseconds(999));
  EXPECT_EQ(ready(health).status, 200);
  context_.clock().advance(std::chrono::milliseconds(1));
  EXPECT_EQ(ready(health).status, 503);
}

}  // namespace
}  // namespace yak::monitor
