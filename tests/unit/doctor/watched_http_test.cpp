// SPDX-License-Identifier: Apache-2.0
#include "doctor/watched_http.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"

namespace yak::doctor {
namespace {

using namespace std::chrono_literals;
using yak::testing::FakeContext;
using yak::testing::ScriptedReply;

/// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
constexpr std::chrono::seconds kExample{784'111'777};

class WatchedClient : public ::testing::Test {
 protected:
  std::optional<std::chrono::seconds> ahead_of(std::chrono::seconds ahead) {
    context_.clock().set_now(WallTime(kExample + ahead));
    context_.http().reply(ScriptedReply(200, "{}").header("Date", "Sun, 06 Nov 1994 08:49:37 GMT"));
    HttpRequest request("GET", "https://api.example.com/v1/models");
    const auto response = context_.run(http_.send(std::move(request)));
    EXPECT_TRUE(response.has_value());
    return http_.servers().at("api.example.com").ahead;
  }

  FakeContext context_{"x"};
  WatchedHttp http_{context_.http(), context_.clock()};
};

TEST_F(WatchedClient, MeasuresTheClocksOffset) {
  EXPECT_EQ(ahead_of(0s), 0s);
  EXPECT_EQ(ahead_of(1h), 3600s);
  EXPECT_EQ(ahead_of(-1h), -3600s);
}

TEST_F(WatchedClient, RemembersABoundedNumberOfServers) {
  for (std::size_t i = 0; i < WatchedHttp::kMaxServers + 10; ++i) {
    http_.note_certificate("host" + std::to_string(i), {});
  }
  EXPECT_EQ(http_.servers().size(), WatchedHttp::kMaxServers);
}

}  // namespace
}  // namespace yak::doctor
