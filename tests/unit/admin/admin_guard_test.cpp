// SPDX-License-Identifier: Apache-2.0
#include "admin/admin_guard.hpp"

#include <gtest/gtest.h>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/manual_clock.hpp"

namespace yak::admin {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRight = "Bearer a-token-of-16-characters";

class AdminGuardTest : public ::testing::Test {
 protected:
  /// The response status for this request; 200 if the guard let it pass.
  int ask(const std::string& remote, const std::string& authorization) {
    ServerRequest request;
    request.remote = remote;
    if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
    answer_ = guard_.refuse(request, token_);
    return answer_ ? answer_->status : 200;
  }
  int guess(const std::string& remote) { return ask(remote, "Bearer wrong"); }

  [[nodiscard]] std::string retry_after() const {
    for (const Header& header : answer_->headers) {
      if (header.name == "Retry-After") return header.value;
    }
    return "";
  }
  double denied(const std::string& reason) {
    return metrics_.value("yak_admin_denied_total", {{"reason", reason}});
  }

  testing::ManualClock clock_;
  testing::CountingMetrics metrics_;
  const Secret token_{"a-token-of-16-characters"};
  AdminGuard guard_{clock_, metrics_};
  std::optional<ServerResponse> answer_;
};

TEST_F(AdminGuardTest, AcceptsOnlyTheRightToken) {
  EXPECT_EQ(ask("10.0.0.1", kRight), 200);
  for (const char* wrong :
       {"Bearer a-token-of-16-character", "Bearer ", "Basic YTpi", "a-token-of-16-characters"}) {
    EXPECT_EQ(ask("10.0.0.2", wrong), 401) << wrong;
  }
  EXPECT_EQ(ask("10.0.0.2", ""), 401);
  EXPECT_EQ(denied("wrong"), 4);
  EXPECT_EQ(denied("missing"), 1);
}

// Uses the numbers of docs/security.md, not the class's constants: a change of the constants must
// change that page.
TEST_F(AdminGuardTest, AnAddressGetsFiveWrongTokensAndThenOneInTenSeconds) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(guess("10.0.0.1"), 401) << i;
  for (int later = 0; later < 3; ++later) {
    EXPECT_EQ(guess("10.0.0.1"), 429);
    EXPECT_EQ(retry_after(), "10");
    clock_.advance(9'999ms);
    EXPECT_EQ(guess("10.0.0.1"), 429);
    EXPECT_EQ(retry_after(), "1");
    clock_.advance(1ms);
    EXPECT_EQ(guess("10.0.0.1"), 401) << later;
  }
}

TEST_F(AdminGuardTest, AllAddressesTogetherGetFiftyWrongTokensAndThenOneASecond) {
  for (int i = 0; i < 50; ++i) EXPECT_EQ(guess("10.0.1." + std::to_string(i)), 401) << i;
  for (int later = 0; later < 3; ++later) {
    const std::string stranger = "10.0.2." + std::to_string(later);
    EXPECT_EQ(guess(stranger), 429);
    EXPECT_EQ(retry_after(), "1");
    clock_.advance(999ms);
    EXPECT_EQ(guess(stranger), 429);
    clock_.advance(1ms);
    EXPECT_EQ(guess(stranger), 401) << later;
  }
}

TEST_F(AdminGuardTest, Answers429EvenToTheRightTokenAfterTooManyWrongOnes) {
  for (int i = 0; i < AdminGuard::kOfOne.burst; ++i) EXPECT_EQ(guess("10.0.0.1"), 401);
  EXPECT_EQ(guess("10.0.0.1"), 429);
  EXPECT_EQ(retry_after(), "10");
  EXPECT_EQ(ask("10.0.0.1", kRight), 429);
  EXPECT_EQ(ask("10.0.0.2", kRight), 200) << "another address is not limited";
  clock_.advance(10s);
  EXPECT_EQ(ask("10.0.0.1", kRight), 200);
  EXPECT_EQ(denied("throttled"), 2);
}

TEST_F(AdminGuardTest, CountsNoRequestWithoutATokenAsAGuess) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(ask("10.0.0.1", ""), 401);
  EXPECT_EQ(ask("10.0.0.1", kRight), 200);
}

TEST_F(AdminGuardTest, LimitsAllAddressesTogetherButNotTheOperators) {
  EXPECT_EQ(ask("10.9.9.9", kRight), 200);
  for (int i = 0; i < AdminGuard::kOfAll.burst; ++i) {
    EXPECT_EQ(guess("10.0.1." + std::to_string(i)), 401);
  }
  EXPECT_EQ(guess("10.0.2.1"), 429);
  EXPECT_EQ(ask("10.0.2.2", kRight), 429) << "an address that has not authenticated";
  EXPECT_EQ(ask("10.9.9.9", kRight), 200) << "the operator's address";
  clock_.advance(1s);
  EXPECT_EQ(guess("10.0.2.1"), 401);
}

TEST_F(AdminGuardTest, RemembersABoundedNumberOfAddresses) {
  for (int i = 0; i < AdminGuard::kOfOne.burst; ++i) guess("10.0.0.1");
  EXPECT_EQ(guess("10.0.0.1"), 429);
  for (std::size_t i = 0; i < AdminGuard::kMaxAddresses; ++i) {
    clock_.advance(1s);
    EXPECT_EQ(guess("10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256)), 401);
  }
  EXPECT_EQ(ask("10.0.0.1", kRight), 200) << "forgotten";
}

}  // namespace
}  // namespace yak::admin
