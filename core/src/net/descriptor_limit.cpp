// SPDX-License-Identifier: Apache-2.0
#include "net/descriptor_limit.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "net/http_server/listeners.hpp"

namespace yak::net {
namespace {

constexpr std::size_t kMaxReserved = 1024;

std::size_t descriptor_count(rlim_t limit) {
  return limit == RLIM_INFINITY ? std::numeric_limits<std::size_t>::max()
                                : static_cast<std::size_t>(limit);
}

rlimit descriptor_limits() {
  rlimit limits{};
  getrlimit(RLIMIT_NOFILE, &limits);
  return limits;
}

}  // namespace

std::size_t raise_descriptor_limit() noexcept {
  rlimit limits = descriptor_limits();
  limits.rlim_cur = limits.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limits);
  return descriptor_limit();
}

std::size_t descriptor_limit() noexcept { return descriptor_count(descriptor_limits().rlim_cur); }

std::size_t highest_descriptor_limit() noexcept {
  return descriptor_count(descriptor_limits().rlim_max);
}

std::size_t connections_within(std::size_t limit, std::size_t wanted) noexcept {
  const std::size_t reserved = std::min(limit - limit / 2, kMaxReserved);
  return std::clamp<std::size_t>(limit - reserved, 1, std::max<std::size_t>(wanted, 1));
}

bool has_free_descriptor() noexcept {
  const Descriptor probe(dup(STDERR_FILENO));
  return probe.valid() || errno == EBADF;
}

}  // namespace yak::net
