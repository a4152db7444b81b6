// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <unistd.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "client_limits_fixture.hpp"
#include "net/descriptor_limit.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::net {
namespace {

using namespace std::chrono_literals;

/// While this object lives, the process cannot open descriptors.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lowered = before_;
    // All numbers below the first free one are in use.
    const int first_free = dup(STDERR_FILENO);
    close(first_free);
    lowered.rlim_cur = static_cast<rlim_t>(first_free);
    setrlimit(RLIMIT_NOFILE, &lowered);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(HttpClientLimits, WaitsForADescriptorAndLogsItOnce) {
  ScriptedServer server(echo_requests);
  start();
  std::vector<std::future<Outcome>> waiting;
  {
    const NoDescriptors none;
    for (int i = 0; i < 3; ++i) waiting.push_back(begin(get(server.url())));
    const auto end = std::chrono::steady_clock::now() + yak::testing::scaled(5s);
    while (metrics.value("yak_http_client_descriptors_exhausted_total") < 6 &&
           std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
  }
  for (auto& request : waiting) EXPECT_TRUE(request.get().has_value());
  EXPECT_GE(metrics.value("yak_http_client_descriptors_exhausted_total"), 6);
  EXPECT_EQ(log.count(LogLevel::warn), 1U);
}

TEST_F(HttpClientLimits, ALackOfDescriptorsIsRetryable) {
  ScriptedServer server(echo_requests);
  start();
  const NoDescriptors none;
  for (const std::string& url :
       {server.url(), "http://localhost:" + std::to_string(server.port())}) {
    const auto outcome = send(with(get(url), &HttpDeadlines::connect));
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(outcome.error().retryable);
    EXPECT_TRUE(outcome.error().not_sent);
    EXPECT_NE(outcome.error().message.find("no file descriptor left"), std::string::npos)
        << outcome.error().message;
  }
}

TEST(DescriptorLimit, ReservesHalfUpToAThousandDescriptors) {
  struct {
    std::size_t limit, wanted, expected;
  } const cases[] = {{1024, 10'000, 512},
                     {4096, 10'000, 3072},
                     {65'536, 10'000, 10'000},
                     {11'024, 10'000, 10'000},
                     {11'023, 10'000, 9'999},
                     {1024, 100, 100},
                     {0, 10, 1},
                     {3, 10, 1},
                     {~std::size_t{0}, 50, 50}};
  for (const auto& item : cases) {
    EXPECT_EQ(connections_within(item.limit, item.wanted), item.expected) << item.limit;
  }
}

}  // namespace
}  // namespace yak::net
