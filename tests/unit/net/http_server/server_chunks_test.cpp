// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/http_server/parser/chunk_decoder.hpp"

namespace yak::net {
namespace {

using std::string_literals::operator""s;

/// The decoded body, `|` and the bytes after it; `bad` if refused, `open` if incomplete.
std::string decode(std::string_view bytes, std::size_t piece, std::size_t max_overhead = 1000) {
  ChunkDecoder decoder(max_overhead);
  std::string body;
  while (!bytes.empty() && decoder.is_open()) {
    const auto [used, data] = decoder.take(bytes.substr(0, piece));
    body += data;
    bytes.remove_prefix(used);
  }
  if (decoder.is_bad()) return "bad";
  return decoder.is_done() ? body + "|" + std::string(bytes) : "open";
}

TEST(ChunkDecoder, ReadsBodiesHoweverReadsAreSplit) {
  struct {
    std::string bytes, expected;
  } const cases[] = {
      {"0\r\n\r\n", "|"},
      {"000\r\n\r\nGET", "|GET"},
      {"3\r\nabc\r\n0\r\n\r\n", "abc|"},
      {"A\r\n0123456789\r\na\r\n9876543210\r\n0\r\n\r\n", "01234567899876543210|"},
      {"1;a\r\nx\r\n0;b=c\r\n\r\n", "x|"},
      {"1 ; a = \"b;\\\"\\\\ \t\xe9\" ;c=d\r\nx\r\n0\r\n\r\n", "x|"},
      {"1\r\n\n\r\n0\r\nA: b\r\nC:\r\n\r\n", "\n|"},
      {"5\r\nabc", "open"},
      {"0\r\n\r", "open"},
  };
  for (const auto& item : cases) {
    for (std::size_t piece = 1; piece <= item.bytes.size(); ++piece) {
      EXPECT_EQ(decode(item.bytes, piece), item.expected) << item.bytes << piece;
    }
  }
}

TEST(ChunkDecoder, RefusesAmbiguousChunks) {
  for (const std::string& bytes : {
           "\r\n"s,
           "x\r\n"s,
           "-1\r\n"s,
           "+1\r\n"s,
           "0x1\r\n"s,
           " 1\r\n"s,
           "1 \r\n"s,
           "1\n"s,
           "1\r\r\n"s,
           "00000000000000000\r\n"s,
           "1;\r\n"s,
           "1;a=\r\n"s,
           "1;a b\r\n"s,
           "1;a=b c\r\n"s,
           "1;a\n"s,
           "1;a=\"\n\"\r\n"s,
           "1;a=\"\r\n\"\r\n"s,
           "1;a=\"\0\"\r\n"s,
           "1;a=\"\v\"\r\n"s,
           "1;a=\"\\\n\"\r\n"s,
           "1;a=\"\\\0\"\r\n"s,
           "1;a=\"\x7f\"\r\n"s,
           "1;a=\"b\"c\r\n"s,
           "1;\0\r\n"s,
           "1;a=\"b\" \r\n"s,
           "1\r\nab\r\n"s,
           "1\r\na\n"s,
           "1\r\na0\r\n"s,
           "0\r\n\n"s,
           "0\r\n: b\r\n\r\n"s,
           "0\r\nA b\r\n\r\n"s,
           "0\r\nA: b\n\r\n"s,
           "0\r\nA: b\0\r\n\r\n"s,
           "0\r\nA: b\r\n c\r\n\r\n"s,
           "0\r\nA : b\r\n\r\n"s,
       }) {
    for (const std::size_t piece : {std::size_t{1}, bytes.size()}) {
      EXPECT_EQ(decode(bytes, piece), "bad") << bytes;
    }
  }
}

TEST(ChunkDecoder, BoundsExtensionsAndTrailersTogether) {
  EXPECT_EQ(decode("1;aaaa\r\nx\r\n0\r\nT: u\r\n\r\n", 1, 20), "x|");
  EXPECT_EQ(decode("1;aaaa\r\nx\r\n0\r\nT: u\r\n\r\n", 1, 8), "bad");
  std::string many;
  for (int i = 0; i < 10; ++i) many += "1;a\r\nx\r\n";
  EXPECT_EQ(decode(many, many.size(), 8), "bad");
}

TEST(ChunkDecoder, KnowsAChunksSizeBeforeItsData) {
  ChunkDecoder decoder;
  EXPECT_EQ(decoder.take("ffffffffffffffff\r\nabc").used, 18U);
  EXPECT_EQ(decoder.announced(), 0xffff'ffff'ffff'ffffU);
  EXPECT_EQ(decoder.take("abc").data, "abc");
  EXPECT_EQ(decoder.announced(), 0xffff'ffff'ffff'fffcU);
}

}  // namespace
}  // namespace yak::net
