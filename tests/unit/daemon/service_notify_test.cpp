// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_notify.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace yak::daemon {
namespace {

/// The service manager's side of $NOTIFY_SOCKET.
class Manager {
 public:
  explicit Manager(std::string address) : address_(std::move(address)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address_.data(), address_.size());
    if (address_[0] == '@') name.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&name), size), 0);
  }
  ~Manager() {
    close(socket_);
    if (address_[0] == '/') unlink(address_.c_str());
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// The next message; empty if none has arrived.
  std::string heard() {
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

 private:
  std::string address_;
  int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

std::string own_path() { return ::testing::TempDir() + "notify-" + std::to_string(getpid()); }

class EitherKind : public ::testing::TestWithParam<const char*> {};

TEST_P(EitherKind, ReceivesEveryState) {
  const std::string address =
      GetParam()[0] == '@' ? "@yak-test-" + std::to_string(getpid()) : own_path();
  Manager manager(address);
  const ServiceNotify notify(address);
  EXPECT_TRUE(notify.is_heard());
  notify.ready();
  EXPECT_EQ(manager.heard(), "READY=1");
  notify.alive();
  EXPECT_EQ(manager.heard(), "WATCHDOG=1");
  notify.stopping(std::chrono::milliseconds(1'500));
  EXPECT_EQ(manager.heard(), "STOPPING=1\nEXTEND_TIMEOUT_USEC=1500000");
  notify.status("all is\nREADY=1 well");
  EXPECT_EQ(manager.heard(), "STATUS=all is READY=1 well");
  notify.status(std::string(1'000, 'x'));
  EXPECT_EQ(manager.heard(), "STATUS=" + std::string(256, 'x'));
  EXPECT_EQ(manager.heard(), "");
}
INSTANTIATE_TEST_SUITE_P(Sockets, EitherKind, ::testing::Values("/", "@"));

TEST(ServiceNotify, AReloadSaysWhenItBeganByTheMonotonicClock) {
  Manager manager(own_path());
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000 + time.tv_nsec / 1'000;
  };
  const auto before = now();
  ServiceNotify(own_path()).reloading();
  const std::string heard = manager.heard();
  const std::string expected = "RELOADING=1\nMONOTONIC_USEC=";
  ASSERT_TRUE(heard.starts_with(expected)) << heard;
  const auto said = std::stoll(heard.substr(expected.size()));
  EXPECT_GE(said, before);
  EXPECT_LE(said, now());
}

TEST(ServiceNotify, WorksWithoutAListener) {
  for (const std::string& address :
       {std::string(), std::string("/"), std::string("vsock:2:1234"), std::string("relative"),
        own_path(), "/" + std::string(200, 'x'), "@" + std::string(107, 'x')}) {
    const ServiceNotify notify(address);
    notify.ready();
    notify.stopping(std::chrono::seconds(1));
  }
  EXPECT_FALSE(ServiceNotify("").is_heard());
}

TEST(ServiceNotify, TheWatchdogIntervalIsHalfTheManagersTimeout) {
  const auto given = [](const char* microseconds, const std::string& process) {
    setenv("WATCHDOG_USEC", microseconds, 1);
    setenv("WATCHDOG_PID", process.c_str(), 1);
    const auto interval = watchdog_interval();
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return interval.count();
  };
  const std::string self = std::to_string(getpid());
  EXPECT_EQ(watchdog_interval().count(), 0);
  EXPECT_EQ(given("30000000", self), 15'000'000);
  EXPECT_EQ(given("30000000", ""), 15'000'000);
  EXPECT_EQ(given("30000000", "1"), 0) << "meant for another process";
  EXPECT_EQ(given("soon", self), 0);
  EXPECT_EQ(given("-1", self), 0);
}

}  // namespace
}  // namespace yak::daemon
