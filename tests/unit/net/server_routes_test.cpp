#include <gtest/gtest.h>

#include "net/route_table.hpp"

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

TEST(RouteTable, TellsWhichMethodsAPathHas) {
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

TEST(RouteTable, RefusesWhatCannotBeServed) {
  RouteTable table;
  for (const auto& [method, path] :
       {std::pair{"GET", ""}, std::pair{"GET", "a"}, std::pair{"GET", "/a?b"},
        std::pair{"GET", "/a*"}, std::pair{"GET", "/*/a"}, std::pair{"get", "/a"},
        std::pair{"", "/a"}, std::pair{"GET", "/a b"}}) {
    EXPECT_EQ(add(table, method, path).error().kind, ErrorKind::invalid) << method << path;
  }
  EXPECT_EQ(table.add(Route("GET", "/a", nullptr)).error().kind, ErrorKind::invalid);
}

TEST(RouteTable, GivesHintsWithWrongPaths) {
  RouteTable table;
  ASSERT_TRUE(add(table, "POST", "/webhook"));
  ASSERT_TRUE(add(table, "GET", "/files/*"));
  table.add_hint("Twilio's webhook is \"https://x.example/webhook\" & <nothing> else.");
  table.freeze();
  const ServerResponse json = table.not_found("*/*");
  EXPECT_EQ(json.status, 404);
  EXPECT_EQ(json.content_type, "application/json");
  EXPECT_EQ(json.body,
            "{\"error\":\"nothing is served at this path\",\"hints\":[\"Twilio's webhook is "
            "\\\"https://x.example/webhook\\\" & <nothing> else.\"],\"paths\":[\"/files/*\","
            "\"/webhook\"]}");
  const ServerResponse html = table.not_found("text/html,application/xhtml+xml");
  EXPECT_TRUE(html.content_type.starts_with("text/html"));
  EXPECT_NE(html.body.find("&amp; &lt;nothing&gt; else."), std::string::npos);
  EXPECT_NE(html.body.find("<code>/webhook</code>"), std::string::npos);
  const ServerResponse wrong_method = table.method_not_allowed("POST", "");
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.headers.at(0).name, "Allow");
  EXPECT_NE(wrong_method.body.find("hints"), std::string::npos);
  EXPECT_FALSE(table.hint_line().empty());
}

TEST(RouteTable, NamesNoPathsWithoutAHint) {
  RouteTable table;
  ASSERT_TRUE(add(table, "GET", "/private"));
  table.freeze();
  EXPECT_EQ(table.not_found("").body, "{\"error\":\"nothing is served at this path\"}");
  EXPECT_EQ(table.not_found("text/html").body.find("private"), std::string::npos);
  EXPECT_TRUE(table.hint_line().empty());
}

}  // namespace
}  // namespace yak::net
