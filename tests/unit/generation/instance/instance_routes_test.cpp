// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/instance_routes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "yak/testing/recording_log.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::generation {
namespace {

task<ServerResponse> throw_later() {
  throw std::runtime_error("a bug");
  co_return ServerResponse(200, "", "");
}

TEST(InstanceRoutes, AHandlerThatThrowsIsLoggedWithItsPlugin) {
  testing::RecordingLog log;
  testing::TestLoop loop;
  net::RouteTable table;
  InstanceRoutes routes(table, base::label_of("whatsapp", "twilio_whatsapp"), log);
  // No coroutine.
  HttpHandler throws_at_once = [](const ServerRequest& /*request*/) -> task<ServerResponse> {
    throw std::runtime_error("a bug");
  };
  HttpHandler throws_later = [](const ServerRequest& /*request*/) { return throw_later(); };
  ASSERT_TRUE(routes.add(Route("POST", "/at-once", throws_at_once)));
  ASSERT_TRUE(routes.add(Route("POST", "/later", throws_later)));
  table.freeze();
  for (const std::string path : {"/at-once", "/later"}) {
    const ServerRequest request;
    EXPECT_EQ(loop.run(table.find("POST", path).route->handler(request)).status, 500);
    EXPECT_TRUE(log.contains("a plugin has a bug plugin=twilio_whatsapp instance=whatsapp path=" +
                             path + " bug=the handler of a route threw: a bug"));
  }
}

}  // namespace
}  // namespace yak::generation
