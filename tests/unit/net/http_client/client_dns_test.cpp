// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <map>

#include "net/http_client/transport/dns_cache.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

const Addresses kHome{asio::ip::make_address("127.0.0.1"), asio::ip::make_address("::1")};

/// A cache whose look-ups the test answers, on a loop that the test polls.
class DnsCacheTest : public ::testing::Test {
 protected:
  using Answer = std::optional<result<Addresses>>;

  void make_cache(std::chrono::milliseconds lifetime = 30s, std::size_t max_hosts = 256) {
    const auto lookup = [this](const std::string& host,
                               std::function<void(result<Addresses>)> done) {
      ++lookups;
      asked[host] = std::move(done);
    };
    cache = std::make_unique<DnsCache>(loop, lookup, lifetime, max_hosts);
  }
  static task<void> resolve(DnsCache& dns, DeadlineList& list, std::string host,
                            std::chrono::milliseconds span, Answer& answer) {
    co_await asio::this_coro::throw_if_cancelled(false);
    HttpDeadlines spans;
    spans.connect = span;
    RequestDeadline deadline(list, spans, host);
    answer = co_await dns.resolve(host, deadline);
  }
  void begin(const std::string& host, Answer& answer, std::chrono::milliseconds span = 60s) {
    asio::co_spawn(loop, resolve(*cache, deadlines, host, span, answer), asio::detached);
    turn();
  }
  void turn() {
    loop.restart();
    loop.poll();
  }

  asio::io_context loop;
  DeadlineList deadlines{loop};
  std::map<std::string, std::function<void(result<Addresses>)>> asked;
  int lookups = 0;
  std::unique_ptr<DnsCache> cache;
};

TEST_F(DnsCacheTest, RequestsForOneNameShareALookUp) {
  make_cache();
  Answer first;
  Answer second;
  begin("a", first);
  begin("a", second);
  EXPECT_EQ(lookups, 1);
  EXPECT_FALSE(first);
  asked["a"](kHome);
  turn();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(**first, kHome);
  EXPECT_EQ(**second, kHome);
  Answer third;
  begin("a", third);
  EXPECT_TRUE(third);
  EXPECT_EQ(lookups, 1);
}

TEST_F(DnsCacheTest, ForgetsAnAnswerAfterItsLifetime) {
  make_cache(0ms);
  Answer first;
  begin("a", first);
  asked["a"](kHome);
  turn();
  Answer second;
  begin("a", second);
  EXPECT_EQ(lookups, 2);
  asked["a"](kHome);
  turn();
}

TEST_F(DnsCacheTest, DoesNotRememberAFailure) {
  make_cache();
  Answer first;
  begin("a", first);
  asked["a"](error(ErrorKind::unavailable, "no such host"));
  turn();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->error().message, "no such host");
  Answer second;
  begin("a", second);
  EXPECT_EQ(lookups, 2);
  asked["a"](kHome);
  turn();
}

TEST_F(DnsCacheTest, ForgetsTheOldestNameAtItsBound) {
  make_cache(30s, 2);
  for (const char* const host : {"a", "b", "c"}) {
    Answer answer;
    begin(host, answer);
    asked[host](kHome);
    turn();
  }
  Answer again;
  begin("b", again);
  EXPECT_TRUE(again);
  EXPECT_EQ(lookups, 3);
  Answer forgotten;
  begin("a", forgotten);
  EXPECT_EQ(lookups, 4);
  asked["a"](kHome);
  turn();
}

TEST_F(DnsCacheTest, RefusesWhenTooManyNamesAreBeingLookedUp) {
  make_cache(30s, 1);
  Answer first;
  Answer second;
  begin("a", first);
  begin("b", second);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->error().kind, ErrorKind::unavailable);
  asked["a"](kHome);
  turn();
}

TEST_F(DnsCacheTest, ARequestDoesNotWaitLongerThanItsDeadline) {
  make_cache();
  Answer answer;
  begin("a", answer, 60ms);
  loop.restart();
  while (!answer && loop.run_one_for(yak::testing::scaled(10s)) > 0) {
  }
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().kind, ErrorKind::timeout);
  asked["a"](kHome);
}

TEST_F(DnsCacheTest, ALookUpMayOutliveTheCache) {
  make_cache();
  Answer answer;
  begin("a", answer, 60ms);
  loop.restart();
  while (!answer && loop.run_one_for(yak::testing::scaled(10s)) > 0) {
  }
  cache.reset();
  asked["a"](kHome);
}

}  // namespace
}  // namespace yak::net
