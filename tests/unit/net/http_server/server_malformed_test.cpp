// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include "server_fixture.hpp"

namespace yak::net::testing {
namespace {

using std::string_literals::operator""s;

struct Malformed {
  const char* name;
  std::string bytes;
  int status;
};

std::string with(const std::string& headers) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

std::string chunked(const std::string& body) {
  return with("Transfer-Encoding: chunked\r\n") + body;
}

std::string many_fields(int count) {
  std::string fields;
  for (int i = 0; i < count; ++i) fields += "a: b\r\n";
  return fields;
}

const std::vector<Malformed>& malformed_requests() {
  static const std::vector<Malformed> all{
      {"garbage", "GARBAGE\r\n\r\n", 400},
      {"binary", "\xff\xfe\x01\x02\r\n\r\n", 400},
      {"nul_in_method", "GE\0T /hello HTTP/1.1\r\n\r\n"s, 400},
      {"nul_in_target", "GET /he\0llo HTTP/1.1\r\n\r\n"s, 400},
      {"nul_in_name", with("X\0Y: z\r\n"s), 400},
      {"nul_in_value", with("X: y\0z\r\n"s), 400},
      {"control_in_value", with("X: y\x01z\r\n"), 400},
      {"tls_on_a_plain_port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
      {"no_target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"target_with_a_url_in_its_query", "GET a?b://c/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"target_of_another_scheme", "GET ftp://c/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"target_without_slash", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"no_version", "GET /hello\r\nHost: a\r\n\r\n", 400},
      {"space_in_target", "GET /he llo HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"tab_for_space", "GET\t/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"lower_case_http", "GET /hello http/1.1\r\nHost: a\r\n\r\n", 400},
      {"bare_line_feeds", "GET /hello HTTP/1.1\nHost: a\n\n", 400},
      {"bare_return", "GET /hello HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400},
      {"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"http_0_9", "GET /hello HTTP/0.9\r\n\r\n", 505},
      {"http_1_2", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"http_3", "GET /hello HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"long_version", "GET /hello HTTP/1.10\r\nHost: a\r\n\r\n", 400},
      {"no_host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two_hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"host_with_path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"space_before_colon", with("X : y\r\n"), 400},
      {"no_colon", with("nothing\r\n"), 400},
      {"empty_name", with(": y\r\n"), 400},
      {"folded", with("X: y\r\n z\r\n"), 400},
      {"folded_after_colon", with("X:\r\n z\r\n"), 400},
      {"folded_length", with("Content-Length:\r\n 4\r\n") + "abcd", 400},
      {"first_line_folded", "GET /hello HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n", 400},
      {"length_and_chunked",
       with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {"chunked_and_length",
       with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + "0\r\n\r\n", 400},
      {"two_lengths", with("Content-Length: 4\r\nContent-Length: 5\r\n") + "abcd", 400},
      {"same_length_twice", with("Content-Length: 4\r\nContent-Length: 4\r\n") + "abcd", 400},
      {"length_list", with("Content-Length: 4, 4\r\n") + "abcd", 400},
      {"negative_length", with("Content-Length: -1\r\n"), 400},
      {"signed_length", with("Content-Length: +4\r\n") + "abcd", 400},
      {"hex_length", with("Content-Length: 0x4\r\n") + "abcd", 400},
      {"empty_length", with("Content-Length:\r\n"), 400},
      {"words_for_length", with("Content-Length: four\r\n"), 400},
      {"overflowing_length", with("Content-Length: 99999999999999999999999\r\n"), 400},
      {"huge_length", with("Content-Length: 18446744073709551615\r\n"), 413},
      {"large_length", with("Content-Length: 65537\r\n"), 413},
      {"gzip_encoding", with("Transfer-Encoding: gzip\r\n"), 501},
      {"identity_encoding", with("Transfer-Encoding: identity\r\n"), 501},
      {"misspelt_encoding", with("Transfer-Encoding: xchunked\r\n"), 501},
      {"chunked_not_last", with("Transfer-Encoding: chunked, gzip\r\n"), 400},
      {"chunked_twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunked_in_1_0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunk_size_word", chunked("zz\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk_size_empty", chunked("\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk_size_overflow", chunked("fffffffffffffffff\r\n"), 400},
      {"chunk_size_negative", chunked("-1\r\n"), 400},
      {"chunk_too_long", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400},
      {"chunk_bare_line_feed", chunked("3\nabc\n0\n\n\r\n"), 400},
      {"chunk_bad_extension", chunked("3;=\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk_line_feed_in_quotes", chunked("3;a=\"\n\"\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk_nul_in_quotes", chunked("3;a=\"\0\"\r\nabc\r\n0\r\n\r\n"s), 400},
      {"chunk_vertical_tab_in_quotes", chunked("3;a=\"\v\"\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk_endless_size", chunked(std::string(20'000, '0')), 400},
      {"chunk_endless_extension", chunked("3;" + std::string(20'000, 'x')), 400},
      {"chunk_bad_trailer", chunked("0\r\nbad trailer\r\n\r\n"), 400},
      {"chunk_declared_large", chunked("10001\r\n"), 413},
      {"chunk_huge", chunked("7fffffffffffffff\r\n"), 413},
      {"chunks_add_up",
       chunked("8000\r\n" + std::string(0x8000, 'a') + "\r\n8001\r\n" + std::string(100, 'b')),
       413},
      {"expectation", with("Expect: tea\r\nContent-Length: 1\r\n") + "x", 417},
      {"large_header", with("X: " + std::string(9'000, 'x') + "\r\n"), 431},
      {"large_header_in_pieces", with(many_fields(90) + "X: " + std::string(8'000, 'x') + "\r\n"),
       431},
      {"endless_name", "GET /hello HTTP/1.1\r\n" + std::string(9'000, 'x'), 431},
      {"many_fields", with(many_fields(101)), 431},
      {"long_target", "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"endless_target", "GET /" + std::string(9'000, 'x'), 414},
      {"endless_method", std::string(9'000, 'x'), 414},
      {"bad_connection", with("Connection: ;;\r\n"), 400},
      {"second_is_bad", "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close close\r\n\r\n", 400},
  };
  return all;
}

class ServerMalformed : public ::testing::TestWithParam<Malformed> {};

void expect_refusal(RawClient& client, const Malformed& request) {
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, request.status) << answer.raw;
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(answer.body.starts_with("{\"error\":\"")) << answer.body;
  EXPECT_TRUE(client.closes());
}

TEST_P(ServerMalformed, IsRefusedWithAnErrorAndTheConnectionIsClosed) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send(GetParam().bytes);
  expect_refusal(client, GetParam());
  EXPECT_EQ(server.rejected("malformed") + server.rejected("too_large"), 1);
  RawClient next = server.connect();
  next.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(next.answer().status, 200);
}

TEST_P(ServerMalformed, IsRefusedInSmallPiecesToo) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  const std::string_view bytes = GetParam().bytes;
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    if (!client.send(bytes.substr(at, 7))) break;
  }
  expect_refusal(client, GetParam());
}

TEST_P(ServerMalformed, IsRefusedAfterAValidRequest) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ngood" + GetParam().bytes);
  EXPECT_EQ(client.answer().body, "good");
  expect_refusal(client, GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, ServerMalformed, ::testing::ValuesIn(malformed_requests()),
                         [](const auto& test) { return test.param.name; });

struct Odd {
  const char* name;
  std::string bytes;
  int status;
};

class ServerOdd : public ::testing::TestWithParam<Odd> {};

TEST_P(ServerOdd, IsServed) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send(GetParam().bytes);
  EXPECT_EQ(client.answer().status, GetParam().status);
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    All, ServerOdd,
    ::testing::Values(
        Odd{"empty_lines_first", "\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        Odd{"empty_host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 200},
        Odd{"host_with_port", "GET /hello HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200},
        Odd{"no_space_after_colon", "GET /hello HTTP/1.1\r\nHost:a\r\nX:y\r\n\r\n", 200},
        Odd{"latin_1_value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: caf\xe9\r\n\r\n", 200},
        Odd{"empty_value", "GET /hello HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", 200},
        Odd{"capital_chunked",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", 200},
        Odd{"whole_url", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        Odd{"no_body", "POST /echo HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        Odd{"body_of_the_largest_size",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n" +
                std::string(65'536, 'x'),
            200},
        Odd{"get_with_body", "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", 200},
        Odd{"wrong_path_with_body", "POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
            404},
        Odd{"wrong_method", "DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        Odd{"unknown_method", "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        Odd{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404},
        Odd{"upgrade",
            "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200}),
    [](const auto& test) { return test.param.name; });

TEST(ServerMalformedBody, IsRefusedBeforeItIsSentWhenItsDeclaredSizeIsTooLarge) {
  TestServer server;
  server.add_usual_routes();
  server.start();
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_EQ(client.answer().status, 413);
}

}  // namespace
}  // namespace yak::net::testing
