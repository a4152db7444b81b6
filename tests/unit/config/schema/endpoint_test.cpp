// SPDX-License-Identifier: Apache-2.0
#include "config/schema/endpoint.hpp"

#include <gtest/gtest.h>

namespace yak::config {
namespace {

TEST(Endpoint, ParsesAHostAndAPort) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:8080")->host, "127.0.0.1");
  EXPECT_EQ(parse_endpoint("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(parse_endpoint("[::1]:0")->host, "::1");
  EXPECT_EQ(parse_endpoint("localhost:65535")->port, 65535);
  for (const char* text :
       {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:80a", "127.0.0:80", "256.0.0.1:80", "::1:80", "[::1]", "[::g]:80",
        "host/path:80", "a b:80", "user@host:80", "[]:80", ".a:80", "127.0.0.1:000080"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

TEST(Origin, HasOnlySchemeHostAndPort) {
  for (const char* text : {"https://bot.example.com", "http://10.0.0.1:8080", "https://[::1]",
                           "https://[::1]:8443", "http://localhost"}) {
    EXPECT_TRUE(is_origin(text)) << text;
  }
  for (const char* text : {"", "bot.example.com", "ftp://x", "https://", "https://x/",
                           "https://x/webhook", "https://x?q", "https://x#f", "https://u:p@x",
                           "https://x:", "https://x:99999", "HTTPS//x"}) {
    EXPECT_FALSE(is_origin(text)) << text;
  }
}

TEST(Loopback, RecognizesLoopbackHosts) {
  for (const char* host : {"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "localhost"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1",
                           "bot.example.com", "localhost.example.com", "127.example.com", ""}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

}  // namespace
}  // namespace yak::config
