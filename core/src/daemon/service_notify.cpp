// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/descriptor.hpp"
#include "yak/text/utf8.hpp"

namespace yak::daemon {
namespace {

constexpr std::size_t kMaxStatus = 256;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// 0 if `text` is not a whole number.
std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() ? value : 0;
}

/// Microseconds of CLOCK_MONOTONIC; systemd compares them with its own clock.
std::uint64_t monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

bool is_usable(const std::string& address) {
  return address.size() > 1 && (address[0] == '/' || address[0] == '@') &&
         address.size() < sizeof(sockaddr_un::sun_path);
}

}  // namespace

ServiceNotify::ServiceNotify(std::string address)
    : address_(is_usable(address) ? std::move(address) : std::string()) {}

ServiceNotify ServiceNotify::from_environment() { return ServiceNotify(variable("NOTIFY_SOCKET")); }

void ServiceNotify::reloading() const {
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_now()));
}

void ServiceNotify::stopping(std::chrono::milliseconds may_take) const {
  const auto limit = std::chrono::duration_cast<std::chrono::microseconds>(may_take);
  send("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + std::to_string(limit.count()));
}

void ServiceNotify::status(std::string_view text) const {
  std::string line(clip_utf8(text, kMaxStatus));
  // A line break would begin another assignment.
  std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  send("STATUS=" + line);
}

void ServiceNotify::send(std::string_view message) const {
  if (!is_heard()) return;
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, address_.data(), address_.size());
  // unix(7): an abstract name begins with a zero byte and is ended only by the address length.
  if (name.sun_path[0] == '@') name.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const base::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return;
  (void)sendto(socket.get(), message.data(), message.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&name), size);
}

std::chrono::microseconds watchdog_interval() {
  const std::string process = variable("WATCHDOG_PID");
  if (!process.empty() && number(process) != static_cast<std::uint64_t>(getpid())) return {};
  constexpr std::uint64_t kLongest = 1'000'000ULL * 60 * 60 * 24;
  return std::chrono::microseconds(std::min(number(variable("WATCHDOG_USEC")), kLongest) / 2);
}

}  // namespace yak::daemon
