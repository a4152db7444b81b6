// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "net/http_server/connection/connection_response.hpp"
#include "net/http_server/parser/request_parser.hpp"
#include "net/http_server/parser/request_target.hpp"

namespace yak::net {
namespace {

using Step = RequestParser::Step;

/// Feeds `bytes` in pieces of `size`; returns each request's text, or the refusal's status.
std::vector<std::string> parse(std::string_view bytes, std::size_t size) {
  std::vector<std::string> seen;
  RequestParser parser(8192);
  parser.begin();
  for (;;) {
    const Step step = parser.advance();
    if (step == Step::header) {
      parser.limit_body(10'000);
    } else if (step == Step::complete) {
      const ServerRequest& request = parser.request();
      std::string text = std::string(request.method) + " " + std::string(request.path) + " " +
                         std::string(request.body) + (parser.keep_alive() ? "" : " close");
      for (const auto& [name, value] : request.headers) {
        text += "|" + std::string(name) + "=" + std::string(value);
      }
      seen.push_back(text);
      parser.finish();
      parser.shrink();
      parser.begin();
    } else if (step == Step::refused) {
      seen.push_back(std::to_string(parser.refusal().status));
      return seen;
    } else {
      if (bytes.empty()) return seen;
      const std::span<char> space = parser.space();
      const std::size_t piece = std::min({size, space.size(), bytes.size()});
      std::memcpy(space.data(), bytes.data(), piece);
      parser.commit(piece);
      bytes.remove_prefix(piece);
    }
  }
}

TEST(RequestParser, GivesTheSameResultHoweverReadsAreSplit) {
  std::string bytes =
      "GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"
      "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello\r\n"
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;a=b;c=\"d\\\"e\"\r\nabc\r\n1\r\n\n\r\n0\r\nT: u\r\n\r\n"
      "GET /d HTTP/1.0\r\n\r\n"
      "POST /z HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  bytes += "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n" + std::string(9000, 'e');
  bytes += "POST /f HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 5000; ++i) bytes += "1\r\nf\r\n";
  bytes += "0\r\n\r\nBAD\r\n\r\n";
  const std::vector<std::string> whole = parse(bytes, bytes.size());
  ASSERT_EQ(whole.size(), 8U);
  EXPECT_EQ(whole[0], "GET /a |Host=x|Accept=*/*");
  EXPECT_EQ(whole[1], "POST /b hello|Host=x|Content-Length=5");
  EXPECT_EQ(whole[2], "POST /c abc\n|Host=x|Transfer-Encoding=chunked");
  EXPECT_EQ(whole[3], "GET /d  close");
  EXPECT_EQ(whole[4], "POST /z |Host=x|Transfer-Encoding=chunked");
  EXPECT_EQ(whole[6], "POST /f " + std::string(5000, 'f') + "|Host=x|Transfer-Encoding=chunked");
  EXPECT_EQ(whole[7], "400");
  for (std::size_t size = 1; size < 200; ++size) EXPECT_EQ(parse(bytes, size), whole) << size;
}

TEST(RequestParser, GivesTheSameResultForTheFuzzCorpusHoweverReadsAreSplit) {
  const std::filesystem::path folder(YAK_SOURCE_DIR "/tests/fuzz/seeds/http_request");
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::vector<std::string> whole = parse(bytes, bytes.size());
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      EXPECT_EQ(parse(bytes, size), whole) << entry.path() << size;
    }
    ++count;
  }
  EXPECT_GE(count, 20U);
}

TEST(RequestParser, AppliesTheHeaderLimitEvenLineByLine) {
  std::string bytes = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 90; ++i) bytes += "X: " + std::string(100, 'x') + "\r\n";
  bytes += "\r\n";
  for (const std::size_t size : {std::size_t{1}, std::size_t{105}, bytes.size()}) {
    EXPECT_EQ(parse(bytes, size), std::vector<std::string>{"431"}) << size;
  }
}

TEST(RequestParser, RefusesABadLineAsSoonAsItArrives) {
  for (const char* bytes : {"GARBAGE\r\n", "GET /a HTTP/1.1\nHost: x\n\n", "GET /a b HTTP/1.1\r\n",
                            "GET /a HTTP/1.1\r\nHost: x\n"}) {
    for (std::size_t size = 1; size < 12; ++size) {
      EXPECT_EQ(parse(bytes, size), std::vector<std::string>{"400"}) << bytes << size;
    }
  }
}

TEST(RequestParser, ReleasesMemory) {
  RequestParser parser(8192);
  EXPECT_EQ(parser.capacity(), 0U);
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + std::string(60'000, 'x');
  parser.begin();
  std::string_view rest = bytes;
  for (Step step = parser.advance(); step != Step::complete; step = parser.advance()) {
    if (step == Step::header) parser.limit_body(60'000);
    if (step != Step::need_more) continue;
    const std::span<char> space = parser.space();
    const std::size_t piece = std::min(space.size(), rest.size());
    std::memcpy(space.data(), rest.data(), piece);
    parser.commit(piece);
    rest.remove_prefix(piece);
  }
  EXPECT_LE(parser.capacity(), 70'000U);
  parser.finish();
  parser.shrink();
  EXPECT_EQ(parser.capacity(), 0U);
}

TEST(RequestParser, CloseTakesPrecedenceOverKeepAlive) {
  for (const char* version : {"1.0", "1.1"}) {
    for (const char* words : {"close", "keep-alive, close", "Close ,Keep-Alive"}) {
      const std::string bytes =
          std::string("GET / HTTP/") + version + "\r\nHost: x\r\nConnection: " + words + "\r\n\r\n";
      EXPECT_NE(parse(bytes, 1)[0].find(" close|"), std::string::npos) << bytes;
    }
    const std::string two = std::string("GET / HTTP/") + version +
                            "\r\nHost: x\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n";
    EXPECT_NE(parse(two, 7)[0].find(" close|"), std::string::npos) << two;
  }
  EXPECT_EQ(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 1)[0],
            "GET / |Connection=keep-alive");
}

TEST(RequestTarget, IsAPathAnAbsoluteUrlOrAnAsterisk) {
  for (const char* target :
       {"/", "//", "/a?b://c/livez", "*", "http://h", "HTTPS://h:1/a", "http://[::1]/"}) {
    EXPECT_TRUE(is_request_target("GET", target)) << target;
  }
  for (const char* target :
       {"a", "livez", "a?b://c/livez", "?/livez", "ftp://h/livez", "x://h/livez", "http:///livez",
        "http://u@h/livez", "http:/livez", "h:80", "#/", "http://?/livez"}) {
    EXPECT_FALSE(is_request_target("GET", target)) << target;
  }
  EXPECT_TRUE(is_request_target("CONNECT", "h:80"));
}

TEST(SplitTarget, AcceptsPathsAndAbsoluteUrls) {
  struct {
    const char *target, *path, *query;
  } const cases[] = {
      {"/", "/", ""},
      {"/a?b=c", "/a", "b=c"},
      {"/a?b?c", "/a", "b?c"},
      {"/?", "/", ""},
      {"http://h/a?b", "/a", "b"},
      {"https://h:1", "/", ""},
      {"http://h?q", "/", "q"},
      {"HTTP://h/a", "/a", ""},
      {"*", "*", ""},
      {"/a?u=http://x/y", "/a", "u=http://x/y"},
  };
  for (const auto& item : cases) {
    const auto [path, query] = split_target(item.target);
    EXPECT_EQ(path, item.path) << item.target;
    EXPECT_EQ(query, item.query) << item.target;
  }
}

TEST(DateLine, HasTheFormatOfRfc9110) {
  DateLine date;
  EXPECT_EQ(date.at(784111777), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  EXPECT_EQ(date.at(784111778), "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
}

TEST(ResponseHead, HasNoBodyForStatusesWithoutOne) {
  for (const auto& [status, type, expected] :
       {std::tuple{204, "application/json", "HTTP/1.1 204 No Content\r\n\r\n"},
        std::tuple{304, "application/json", "HTTP/1.1 304 Not Modified\r\n\r\n"},
        std::tuple{200, "", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}}) {
    const ServerResponse response(status, type, "body");
    std::string head;
    EXPECT_TRUE(append_response_head(head, response, {true, true}, ""));
    EXPECT_EQ(head, expected);
    EXPECT_FALSE(has_body(response));
  }
}

}  // namespace
}  // namespace yak::net
