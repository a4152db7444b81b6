// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "net/http_client/request_plan.hpp"

namespace yak::net {
namespace {

using Route = Destination::Route;

result<RequestPlan> plan_request(const HttpRequest& request, const ProxyRules& proxy) {
  Destinations destinations;
  return plan_request(request, proxy, destinations);
}

ProxyRules proxy_rules(std::vector<std::string> exceptions = {}) {
  return *ProxyRules::create(Secret("http://us%65r:p%40ss@proxy.local:3128"),
                             std::move(exceptions));
}

TEST(PlanRequest, WritesTheHead) {
  HttpRequest request("POST", "https://api.example.com/v1/chat?x=1#frag");
  request.headers.emplace_back("Authorization", "Bearer k");
  request.headers.emplace_back("User-Agent", "test");
  request.headers.emplace_back("Host", "evil.example");
  request.headers.emplace_back("Content-Length", "99");
  request.headers.emplace_back("Connection", "close");
  request.body = "{}";
  const auto plan = plan_request(request, ProxyRules());
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->head.reveal(),
            "POST /v1/chat?x=1 HTTP/1.1\r\nHost: api.example.com\r\nAuthorization: Bearer k\r\n"
            "User-Agent: test\r\nAccept-Encoding: identity\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(plan->to->peer, "api.example.com");
  EXPECT_EQ(plan->to->pool_key, "https://api.example.com:443");
  EXPECT_EQ(plan->to->route, Route::direct);
  EXPECT_FALSE(plan->is_idempotent);
}

TEST(PlanRequest, SendsContentLengthIfABodyIsExpected) {
  const auto length = [](const char* method) {
    const auto plan = plan_request(HttpRequest(method, "http://h/"), ProxyRules());
    return plan->head.reveal().find("Content-Length: 0\r\n") != std::string::npos;
  };
  EXPECT_TRUE(length("POST"));
  EXPECT_FALSE(length("GET"));
}

TEST(PlanRequest, RefusesWhatWouldBreakTheMessage) {
  struct Case {
    const char* method;
    const char* url;
    Header header;
  };
  const Case cases[] = {
      {"GET", "http://h/", {"X", "a\r\nY: b"}},
      {"GET", "http://h/", {"X", "a\nb"}},
      {"GET", "http://h/", {"X", std::string("a\0b", 3)}},
      {"GET", "http://h/", {"X Y", "a"}},
      {"GET", "http://h/", {"", "a"}},
      {"GET", "http://h/", {"X:", "a"}},
      {"GET", "http://h/", {"Transfer-Encoding", "chunked"}},
      {"GET", "http://h/", {"Upgrade", "h2c"}},
      {"GE T", "http://h/", {"X", "a"}},
      {"", "http://h/", {"X", "a"}},
      {"CONNECT", "http://h/", {"X", "a"}},
      {"GET", "http://h/\r\nX: y", {"X", "a"}},
      {"GET", "gopher://h/", {"X", "a"}},
      {"GET", "http://user:s3cret@h/", {"X", "a"}},
  };
  for (const Case& bad : cases) {
    SCOPED_TRACE(std::string(bad.method) + " " + bad.url + " " + bad.header.name);
    HttpRequest request(bad.method, bad.url);
    request.headers.push_back(bad.header);
    const auto plan = plan_request(request, ProxyRules());
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(plan.error().not_sent);
    EXPECT_EQ(plan.error().message.find("s3cret"), std::string::npos);
  }
}

TEST(PlanRequest, UsesTheAbsoluteFormForAProxy) {
  const auto plan = plan_request(HttpRequest("GET", "http://h:81/a?b"), proxy_rules());
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->to->route, Route::absolute);
  EXPECT_TRUE(plan->head.reveal().starts_with("GET http://h:81/a?b HTTP/1.1\r\nHost: h:81\r\n"));
  EXPECT_NE(plan->head.reveal().find("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"),
            std::string::npos);
  const auto other = plan_request(HttpRequest("GET", "http://other/"), proxy_rules());
  EXPECT_EQ(plan->to->pool_key, other->to->pool_key);
}

TEST(PlanRequest, AsksAProxyForATunnel) {
  const auto plan = plan_request(HttpRequest("GET", "https://h/a"), proxy_rules());
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->to->route, Route::tunnel);
  EXPECT_TRUE(plan->head.reveal().starts_with("GET /a HTTP/1.1\r\n"));
  EXPECT_EQ(plan->head.reveal().find("Proxy-"), std::string::npos);
  const Secret connect = write_connect_head(plan->to->url, proxy_rules());
  const std::string_view head = connect.reveal();
  EXPECT_TRUE(head.starts_with("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n"));
  EXPECT_NE(head.find("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"), std::string::npos);
}

TEST(PlanRequest, NeverSendsUnixSocketsThroughAProxy) {
  const auto plan = plan_request(HttpRequest("GET", "http+unix://%2Fa/x"), proxy_rules());
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->to->route, Route::direct);
}

TEST(ProxyRules, RefusesOtherKindsOfProxyWithoutQuotingThem) {
  for (const char* const url : {"socks5://u:s3cret@h:1", "https://u:s3cret@h:1", "s3cret"}) {
    const auto rules = ProxyRules::create(Secret(url), {});
    ASSERT_FALSE(rules.has_value());
    EXPECT_EQ(rules.error().kind, ErrorKind::invalid);
    EXPECT_EQ(rules.error().message.find("s3cret"), std::string::npos);
  }
}

TEST(MatchesNoProxy, FollowsTheUsualForms) {
  struct Case {
    const char* rule;
    const char* url;
    bool matches;
  };
  const Case cases[] = {
      {"*", "http://anything/", true},
      {"example.com", "http://example.com/", true},
      {"example.com", "http://API.example.com/", true},
      {".example.com", "http://api.example.com/", true},
      {"Example.com", "http://example.com/", true},
      {"example.com", "http://badexample.com/", false},
      {"example.com", "http://example.com.evil/", false},
      {"example.com:8080", "http://example.com:8080/", true},
      {"example.com:8080", "http://example.com/", false},
      {"127.0.0.1", "http://127.0.0.1:9/", true},
      {"0.0.1", "http://127.0.0.1:9/", false},
      {"::1", "http://[::1]:9/", true},
      {"[::1]:9", "http://[::1]:9/", true},
      {"[::1]:8", "http://[::1]:9/", false},
      {"", "http://example.com/", false},
      {".", "http://example.com/", false},
  };
  for (const Case& wanted : cases) {
    EXPECT_EQ(matches_no_proxy(wanted.rule, *parse_url(wanted.url)), wanted.matches)
        << wanted.rule << " " << wanted.url;
  }
}

}  // namespace
}  // namespace yak::net
