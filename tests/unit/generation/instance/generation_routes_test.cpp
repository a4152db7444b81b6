// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/generation_routes.hpp"

#include <gtest/gtest.h>

#include "yak/testing/test_loop.hpp"

namespace yak::generation {
namespace {

Route answering(const std::string& path) {
  return {"POST", path, [](const ServerRequest& /*request*/) -> task<ServerResponse> {
            co_return ServerResponse(200, "", "");
          }};
}

class GenerationRoutesTest : public ::testing::Test {
 protected:
  [[nodiscard]] const Route* guarded(std::string_view path) const {
    return routes_.guarded.find("POST", path).route;
  }
  int status(std::string_view path, const std::string& authorization) {
    ServerRequest request;
    request.method = "POST";
    request.headers.emplace_back("Authorization", authorization);
    return loop_.run(guarded(path)->handler(request)).status;
  }

  GenerationRoutes routes_;
  testing::TestLoop loop_;
};

TEST_F(GenerationRoutesTest, TheGuardedApiKeepsEachRoutesLimits) {
  Route slow = answering("/api/v1/backup");
  slow.timeout = std::chrono::hours(2);
  slow.max_body_bytes = 7;
  ASSERT_TRUE(routes_.admin.add(std::move(slow)));
  ASSERT_TRUE(routes_.admin.add(answering("/api/v1/dead-letters/*")));
  ASSERT_TRUE(routes_.admin.add(answering("/metrics")));
  routes_.guard = [](const ServerRequest& request) -> std::optional<ServerResponse> {
    if (request.header("Authorization") == "token") return std::nullopt;
    return ServerResponse(401, "", "");
  };
  routes_.freeze();
  ASSERT_NE(guarded("/api/v1/backup"), nullptr);
  EXPECT_EQ(guarded("/api/v1/backup")->timeout, std::chrono::hours(2));
  EXPECT_EQ(guarded("/api/v1/backup")->max_body_bytes, 7U);
  EXPECT_EQ(guarded("/metrics"), nullptr);
  for (const char* path : {"/api/v1/backup", "/api/v1/dead-letters/1"}) {
    EXPECT_EQ(status(path, "token"), 200);
    EXPECT_EQ(status(path, "guess"), 401);
  }
}

TEST_F(GenerationRoutesTest, AnotherMethodDoesNotShowWithoutTheTokenThatThePathExists) {
  ASSERT_TRUE(routes_.admin.add(answering("/api/v1/backup")));
  routes_.guard = [](const ServerRequest& request) -> std::optional<ServerResponse> {
    if (request.header("Authorization") == "token") return std::nullopt;
    return ServerResponse(401, "", "");
  };
  routes_.freeze();
  const Route* const route = routes_.guarded.find("GET", "/api/v1/backup").route;
  ASSERT_NE(route, nullptr);
  ServerRequest request;
  request.method = "GET";
  EXPECT_EQ(loop_.run(route->handler(request)).status, 401);
  request.headers.emplace_back("Authorization", "token");
  EXPECT_EQ(loop_.run(route->handler(request)).status, 404);
}

TEST_F(GenerationRoutesTest, WithoutAGuardTheApiIsNotServed) {
  ASSERT_TRUE(routes_.admin.add(answering("/api/v1/backup")));
  routes_.freeze();
  EXPECT_EQ(guarded("/api/v1/backup"), nullptr);
}

}  // namespace
}  // namespace yak::generation
