// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "net/url.hpp"

namespace yak::net {
namespace {

TEST(ParseUrl, ReturnsThePartsOfARequest) {
  struct Case {
    const char* text;
    Url::Scheme scheme;
    const char* host;
    int port;
    bool is_address;
    const char* target;
    const char* authority;
  };
  using enum Url::Scheme;
  const Case cases[] = {
      {"https://api.openai.com/v1/models?limit=2#top", https, "api.openai.com", 443, false,
       "/v1/models?limit=2", "api.openai.com"},
      {"HTTP://Example.COM", http, "example.com", 80, false, "/", "example.com"},
      {"http://example.com:80/", http, "example.com", 80, false, "/", "example.com"},
      {"http://example.com:8080?q", http, "example.com", 8080, false, "/?q", "example.com:8080"},
      {"http://127.0.0.1:1/a%20b", http, "127.0.0.1", 1, true, "/a%20b", "127.0.0.1:1"},
      {"https://[2001:DB8::1]:8443/x", https, "2001:db8::1", 8443, true, "/x",
       "[2001:db8::1]:8443"},
      {"http://host/a@b", http, "host", 80, false, "/a@b", "host"},
      {"http+unix://%2Frun%2Fyak%2Fyak.sock/livez?v=1", unix_socket, "/run/yak/yak.sock", 0, false,
       "/livez?v=1", "localhost"},
  };
  for (const Case& wanted : cases) {
    SCOPED_TRACE(wanted.text);
    const auto url = parse_url(wanted.text);
    ASSERT_TRUE(url.has_value()) << url.error().message;
    EXPECT_EQ(url->scheme, wanted.scheme);
    EXPECT_EQ(url->host, wanted.host);
    EXPECT_EQ(url->port, wanted.port);
    EXPECT_EQ(url->is_address, wanted.is_address);
    EXPECT_EQ(url->target, wanted.target);
    EXPECT_EQ(url->authority(), wanted.authority);
  }
}

TEST(ParseUrl, RefusesWhatIsNotAnHttpUrl) {
  const std::string long_path(120, 'a');
  const std::string bad[] = {
      "",
      "example.com",
      "ftp://example.com/",
      "file:///etc/passwd",
      "http://",
      "http:///path",
      "http://:80/",
      "http://host:0/",
      "http://host:65536/",
      "http://host:8o/",
      "http://host:/",
      "http://ho st/",
      "http://host/a b",
      "http://host/\r\nX: y",
      "http://host/\n",
      std::string("http://host/\0", 13),
      "http://h\xc3\xb6st/",
      "http://ho%73t/",
      "http://host,other/",
      "http://[::1/",
      "http://[::1]x/",
      "http://[::zz]/",
      "http://[fe80::1%eth0]/",
      "http+unix:///livez",
      "http+unix://a%00b/",
      "http+unix://%2F" + long_path + "/",
  };
  for (const std::string& text : bad) {
    SCOPED_TRACE(text);
    const auto url = parse_url(text);
    ASSERT_FALSE(url.has_value());
    EXPECT_EQ(url.error().kind, ErrorKind::invalid);
  }
}

TEST(ParseUrl, OmitsUserAndPasswordFromDisplayedText) {
  const auto url = parse_url("http://user:s3cret@host:3128/path");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->userinfo, "user:s3cret");
  EXPECT_EQ(url->authority(), "host:3128");
  EXPECT_EQ(url->origin(), "http://host:3128");
  const auto bad = parse_url("http://user:s3cret@host:99999/");
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().message.find("s3cret"), std::string::npos);
}

TEST(UrlOrigin, DependsOnSchemeHostAndPort) {
  EXPECT_EQ(parse_url("http://a")->origin(), parse_url("http://A:80/x")->origin());
  EXPECT_NE(parse_url("http://a:443")->origin(), parse_url("https://a")->origin());
  EXPECT_NE(parse_url("http://a")->origin(), parse_url("http://a:81")->origin());
}

}  // namespace
}  // namespace yak::net
