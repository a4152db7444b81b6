// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/response_reader.hpp"

#include "client_fixture.hpp"

namespace yak::net {
namespace {

using Progress = ResponseReader::Progress;

constexpr ResponseReader::Limits kLimits{1000, 2000};

const std::string kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\n\r\n"
    "5;name=value\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Trailer: t\r\n\r\n";

TEST(ResponseReader, ReadsAChunkedBodyHoweverReadsAreSplit) {
  for (std::size_t cut = 0; cut <= kChunked.size(); ++cut) {
    SCOPED_TRACE(cut);
    ResponseReader reader(false, kLimits, nullptr);
    auto progress = reader.feed(std::string_view(kChunked).substr(0, cut));
    if (cut < kChunked.size()) {
      ASSERT_EQ(progress, Progress::more);
      progress = reader.feed(std::string_view(kChunked).substr(cut));
    }
    ASSERT_EQ(progress, Progress::done);
    EXPECT_TRUE(reader.keeps_alive());
    const HttpResponse response = reader.take();
    EXPECT_EQ(response.body, "hello world");
    EXPECT_EQ(response.header("x-a"), "1");
    EXPECT_EQ(response.header("X-Trailer"), "");
  }
}

TEST(ResponseReader, ReadsByteByByte) {
  ResponseReader reader(false, kLimits, nullptr);
  for (std::size_t i = 0; i + 1 < kChunked.size(); ++i) {
    ASSERT_EQ(reader.feed(std::string_view(kChunked).substr(i, 1)), Progress::more) << i;
  }
  EXPECT_EQ(reader.feed("\n"), Progress::done);
  EXPECT_EQ(reader.take().body, "hello world");
}

TEST(ResponseReader, KnowsWhereAnAnswerEnds) {
  struct Case {
    const char* what;
    bool bodiless;
    std::string bytes;
    bool closes;  // the end of the connection ends the body
    int status;
    const char* body;
    bool keeps_alive;
  };
  const Case cases[] = {
      {"length", false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false, 200, "hi", true},
      {"no body", false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, 200, "", true},
      {"until close", false, "HTTP/1.1 200 OK\r\n\r\nall of it", true, 200, "all of it", false},
      {"until close, empty", false, "HTTP/1.1 200 OK\r\n\r\n", true, 200, "", false},
      {"HEAD", true, "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", false, 200, "", true},
      {"204", false, "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", false, 204, "", true},
      {"304", false, "HTTP/1.1 304 Not Modified\r\n\r\n", false, 304, "", true},
      {"close", false, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", false,
       200, "x", false},
      {"1.0", false, "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", false, 200, "x", false},
      {"surplus", false, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy", false, 200, "x", false},
      {"100 and 103 first", false,
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
       "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
       false, 201, "ok", true},
      {"no reason", false, "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx", false, 200, "x", true},
  };
  for (const Case& wanted : cases) {
    SCOPED_TRACE(wanted.what);
    for (std::size_t cut = 0; cut < wanted.bytes.size(); ++cut) {
      ResponseReader reader(wanted.bodiless, kLimits, nullptr);
      auto progress = reader.feed(wanted.bytes.substr(0, cut));
      // Bytes after a complete answer may arrive with it or later, when they are not read.
      if (progress == Progress::done) continue;
      progress = reader.feed(wanted.bytes.substr(cut));
      if (wanted.closes) progress = reader.end();
      ASSERT_EQ(progress, Progress::done) << cut;
      EXPECT_EQ(reader.keeps_alive(), wanted.keeps_alive) << cut;
      const HttpResponse response = reader.take();
      EXPECT_EQ(response.status, wanted.status);
      EXPECT_EQ(response.body, wanted.body);
      EXPECT_EQ(response.header("Link"), "");
    }
  }
}

TEST(ResponseReader, SaysWhatIsWrongWithAnAnswer) {
  std::string long_header = "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'a');
  std::string many_headers = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 10'000; ++i) many_headers += "X-Header: value\r\n";
  std::string many_interim;
  for (int i = 0; i < 20; ++i) many_interim += "HTTP/1.1 100 Continue\r\n\r\n";
  struct Case {
    const char* what;
    std::string bytes;
    ErrorKind kind;
  };
  const Case cases[] = {
      {"not HTTP", "SSH-2.0-OpenSSH\r\n", ErrorKind::protocol},
      {"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", ErrorKind::protocol},
      {"no status", "HTTP/1.1 OK\r\n\r\n", ErrorKind::protocol},
      {"status of two digits", "HTTP/1.1 20 OK\r\n\r\n", ErrorKind::protocol},
      {"status 000", "HTTP/1.1 000 What\r\n\r\n", ErrorKind::protocol},
      {"101", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", ErrorKind::protocol},
      {"bad field", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", ErrorKind::protocol},
      {"bad length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ErrorKind::protocol},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
       ErrorKind::protocol},
      {"length and chunked",
       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       ErrorKind::protocol},
      {"gzip coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
       ErrorKind::protocol},
      {"bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
       ErrorKind::protocol},
      {"chunk without end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhiya\r\n",
       ErrorKind::protocol},
      {"long header", long_header, ErrorKind::protocol},
      {"many headers", many_headers, ErrorKind::protocol},
      {"endless chunk extension",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(70'000, 'x'),
       ErrorKind::protocol},
      {"many interim answers", many_interim, ErrorKind::protocol},
      {"length above the limit", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
       ErrorKind::too_large},
      {"chunks above the limit",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x'),
       ErrorKind::too_large},
      {"until close above the limit", "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'),
       ErrorKind::too_large},
  };
  for (const Case& wanted : cases) {
    SCOPED_TRACE(wanted.what);
    for (const std::size_t step : {std::size_t{1}, std::size_t{1000}, wanted.bytes.size()}) {
      ResponseReader reader(false, kLimits, nullptr);
      auto progress = Progress::more;
      for (std::size_t at = 0; at < wanted.bytes.size() && progress == Progress::more; at += step) {
        progress = reader.feed(std::string_view(wanted.bytes).substr(at, step));
      }
      ASSERT_EQ(progress, Progress::failed) << step;
      EXPECT_EQ(reader.failure().kind, wanted.kind) << reader.failure().message;
    }
  }
}

TEST(ResponseReader, ATruncatedAnswerIsUnavailable) {
  const std::string length = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab";
  for (const std::string& whole : {length, kChunked.substr(0, kChunked.size() - 1)}) {
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
      ResponseReader reader(false, kLimits, nullptr);
      ASSERT_EQ(reader.feed(whole.substr(0, cut)), Progress::more);
      ASSERT_EQ(reader.end(), Progress::failed) << cut;
      EXPECT_EQ(reader.failure().kind, ErrorKind::unavailable);
    }
  }
}

TEST(ResponseReader, PassesTheBodyThroughTheSink) {
  RecordingSink sink;
  ResponseReader reader(false, kLimits, &sink);
  EXPECT_EQ(reader.feed(kChunked), Progress::done);
  EXPECT_EQ(sink.status, 200);
  EXPECT_EQ(sink.data, "hello world");
  EXPECT_EQ(reader.take().body, "");
}

TEST(ResponseReader, CollectsTheBodyIfTheSinkDeclinesIt) {
  RecordingSink sink;
  sink.takes_body = false;
  ResponseReader reader(false, kLimits, &sink);
  EXPECT_EQ(reader.feed(kChunked), Progress::done);
  EXPECT_EQ(sink.data, "");
  EXPECT_EQ(reader.take().body, "hello world");
}

TEST(ResponseReader, StopsWhenTheSinkHasEnough) {
  RecordingSink sink;
  sink.stop_at = 3;
  ResponseReader reader(false, kLimits, &sink);
  EXPECT_EQ(reader.feed(kChunked), Progress::stopped);
  EXPECT_EQ(sink.data, "hello");
  EXPECT_FALSE(reader.keeps_alive());
}

TEST(ResponseReader, BoundsTheBodyThatPassesThroughTheSink) {
  RecordingSink sink;
  ResponseReader reader(false, kLimits, &sink);
  EXPECT_EQ(reader.feed("HTTP/1.1 200 OK\r\n\r\n" + std::string(2000, 'x')), Progress::more);
  EXPECT_EQ(reader.feed("x"), Progress::failed);
  EXPECT_EQ(reader.failure().kind, ErrorKind::too_large);
  EXPECT_EQ(sink.data.size(), 2000U);
}

TEST(ResponseReader, ReadsHowLongTheServerKeepsTheConnection) {
  ResponseReader reader(false, kLimits, nullptr);
  reader.feed("HTTP/1.1 200 OK\r\nKeep-Alive: max=5, Timeout=12\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(reader.idle_timeout(), std::chrono::seconds(12));
}

}  // namespace
}  // namespace yak::net
