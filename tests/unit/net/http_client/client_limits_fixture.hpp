// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "client_fixture.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net {

/// Sends requests with a short deadline of one kind.
class HttpClientLimits : public ClientFixture {
 protected:
  static HttpRequest with(HttpRequest request, std::chrono::milliseconds HttpDeadlines::* which) {
    request.deadlines.*which = yak::testing::scaled(std::chrono::milliseconds(80));
    return request;
  }
  static void expect_timeout(const Outcome& outcome, std::string_view words, bool not_sent) {
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::timeout);
    EXPECT_NE(outcome.error().message.find(words), std::string::npos) << outcome.error().message;
    EXPECT_EQ(outcome.error().message.find("token"), std::string::npos);
    EXPECT_EQ(outcome.error().not_sent, not_sent);
  }
};

}  // namespace yak::net
