// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "net/http_server/route_table.hpp"

namespace yak::net {
namespace {

task<ServerResponse> nothing(const ServerRequest& /*request*/) { co_return ServerResponse(); }

result<void> add(RouteTable& table, const char* method, const char* path) {
  return table.add(Route(method, path, nothing));
}

std::string path_found(const RouteTable& table, std::string_view method, std::string_view path) {
  const RouteTable::Match match = table.find(method, path);
  return match.route == nullptr ? "" : match.route->method + " " + match.route->path;
}

TEST(RouteTable, FindsTheMostExactRoute) {
  RouteTable table;
  for (const char* path : {"/a", "/a/*", "/a/b/*", "/a/b/c"}) ASSERT_TRUE(add(table, "GET", path));
  ASSERT_TRUE(add(table, "*", "/any"));
  ASSERT_TRUE(add(table, "POST", "/a"));
  table.freeze();
  EXPECT_EQ(path_found(table, "GET", "/a"), "GET /a");
  EXPECT_EQ(path_found(table, "POST", "/a"), "POST /a");
  EXPECT_EQ(path_found(table, "GET", "/a/"), "GET /a/*");
  EXPECT_EQ(path_found(table, "GET", "/a/x/y"), "GET /a/*");
  EXPECT_EQ(path_found(table, "GET", "/a/b/x"), "GET /a/b/*");
  EXPECT_EQ(path_found(table, "GET", "/a/b/c"), "GET /a/b/c");
  EXPECT_EQ(path_found(table, "BREW", "/any"), "* /any");
  EXPECT_EQ(path_found(table, "GET", "/ab"), "");
  EXPECT_EQ(path_found(table, "GET", "/"), "");
  EXPECT_EQ(path_found(table, "HEAD", "/a"), "GET /a");
}

TEST(RouteTable, ListsTheMethodsOfAPath) {
  RouteTable table;
  ASSERT_TRUE(add(table, "GET", "/a"));
  ASSERT_TRUE(add(table, "POST", "/a"));
  table.freeze();
  const RouteTable::Match match = table.find("PUT", "/a");
  EXPECT_EQ(match.route, nullptr);
  ASSERT_NE(match.allow, nullptr);
  EXPECT_EQ(*match.allow, "GET, HEAD, POST");
  EXPECT_EQ(table.find("PUT", "/b").allow, nullptr);
}

TEST(RouteTable, RefusesASecondOwnerOfAPath) {
  RouteTable table;
  ASSERT_TRUE(add(table, "GET", "/a"));
  ASSERT_TRUE(add(table, "*", "/b"));
  for (const auto& [method, path] :
       {std::pair{"GET", "/a"}, std::pair{"*", "/a"}, std::pair{"GET", "/b"}}) {
    EXPECT_EQ(add(table, method, path).error().kind, ErrorKind::conflict) << method << path;
  }
  EXPECT_TRUE(add(table, "GET", "/a/*"));
  table.freeze();
  EXPECT_EQ(add(table, "GET", "/late").error().kind, ErrorKind::conflict);
}

TEST(RouteTable, RefusesInvalidRoutes) {
  RouteTable table;
  for (const auto& [method, path] :
       {std::pair{"GET", ""}, std::pair{"GET", "a"}, std::pair{"GET", "/a?b"},
        std::pair{"GET", "/a*"}, std::pair{"GET", "/*/a"}, std::pair{"get", "/a"},
        std::pair{"", "/a"}, std::pair{"GET", "/a b"}}) {
    EXPECT_EQ(add(table, method, path).error().kind, ErrorKind::invalid) << method << path;
  }
  EXPECT_EQ(table.add(Route("GET", "/a", nullptr)).error().kind, ErrorKind::invalid);
}

TEST(RouteTable, AnswersAWrongPathWithoutNamingRoutes) {
  RouteTable table;
  ASSERT_TRUE(add(table, "POST", "/webhook"));
  table.add_hint("Twilio's webhook is https://x.example/webhook?key=1.");
  table.add_hint("And more.");
  table.freeze();
  const ServerResponse json = RouteTable::not_found("*/*");
  EXPECT_EQ(json.status, 404);
  EXPECT_EQ(json.content_type, "application/json");
  EXPECT_EQ(json.body, "{\"error\":\"no route for this path\"}");
  const ServerResponse html = RouteTable::not_found("text/html,application/xhtml+xml");
  EXPECT_TRUE(html.content_type.starts_with("text/html"));
  const ServerResponse wrong_method = RouteTable::method_not_allowed("POST", "");
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.headers.at(0).name, "Allow");
  for (const ServerResponse* page : {&json, &html, &wrong_method}) {
    EXPECT_EQ(page->body.find("webhook"), std::string::npos) << page->body;
  }
  EXPECT_EQ(table.hint_line(), "Twilio's webhook is https://x.example/webhook?key=1. And more.");
}

TEST(RouteTable, CountsMisdirectedRequests) {
  RouteTable table;
  EXPECT_EQ(table.misdirected().count, 0U);
  table.note_misdirected("/webhok");
  table.note_misdirected("/" + std::string(1000, 'x'));
  EXPECT_EQ(table.misdirected().count, 2U);
  EXPECT_EQ(table.misdirected().last_path.size(), RouteTable::kNotedPath);
}

}  // namespace
}  // namespace yak::net
