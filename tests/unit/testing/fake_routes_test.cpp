// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_routes.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "yak/testing/test_loop.hpp"

namespace yak::testing {
namespace {

task<ServerResponse> describe(const ServerRequest& request) {
  std::string text(request.method);
  text += " " + std::string(request.path) + "?" + std::string(request.query);
  text += " " + std::string(request.header("x-name")) + " " + std::string(request.body);
  co_return ServerResponse(200, "text/plain", text);
}

task<ServerResponse> star(const ServerRequest&) {
  co_return ServerResponse(200, "text/plain", "star");
}

TEST(FakeRoutes, PassesTheTestsRequestToTheHandler) {
  FakeRoutes routes;
  ASSERT_TRUE(routes.add(Route("POST", "/webhook", &describe)));
  ASSERT_TRUE(routes.add(Route("*", "/media/*", &star)));
  EXPECT_EQ(
      run(routes.call(FakeRequest("POST", "/webhook?a=1", "body").header("X-Name", "n"))).body,
      "POST /webhook?a=1 n body");
  EXPECT_EQ(run(routes.call(FakeRequest("GET", "/media/1/2"))).body, "star");
  EXPECT_EQ(run(routes.call(FakeRequest("GET", "/webhook"))).status, 405);
  EXPECT_EQ(run(routes.call(FakeRequest("GET", "/other"))).status, 404);
  EXPECT_EQ(run(routes.call(FakeRequest("POST", "/webhook", std::string(65'537, 'x')))).status,
            413);
}

TEST(FakeRoutes, RefusesAPathThatIsTaken) {
  FakeRoutes routes;
  ASSERT_TRUE(routes.add(Route("POST", "/webhook", &describe)));
  EXPECT_EQ(routes.add(Route("*", "/webhook", &star)).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(routes.add(Route("GET", "/webhook", &star)));
}

TEST(FakeRoutes, ReportsTheWriteToAfterWrite) {
  FakeRoutes routes;
  const auto told = std::make_shared<std::vector<bool>>();
  const auto handler = [told](const ServerRequest&) -> task<ServerResponse> {
    ServerResponse response(200, "text/plain", "x");
    response.after_write = [told](bool written) { told->push_back(written); };
    co_return response;
  };
  ASSERT_TRUE(routes.add(Route("GET", "/", handler)));
  run(routes.call(FakeRequest("GET", "/")));
  FakeRequest broken("GET", "/");
  broken.written = false;
  run(routes.call(broken));
  EXPECT_EQ(*told, (std::vector<bool>{true, false}));
}

}  // namespace
}  // namespace yak::testing
