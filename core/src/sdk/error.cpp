// SPDX-License-Identifier: Apache-2.0
#include "yak/error.hpp"

#include <stdexcept>

namespace yak {

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid: return "invalid";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::unauthenticated: return "unauthenticated";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::rate_limited: return "rate_limited";
    case ErrorKind::quota: return "quota";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::canceled: return "canceled";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::too_large: return "too_large";
    case ErrorKind::protocol: return "protocol";
    case ErrorKind::unsupported: return "unsupported";
    case ErrorKind::internal: return "internal";
  }
  return "internal";
}

bool is_retryable(ErrorKind kind) noexcept {
  return kind == ErrorKind::rate_limited || kind == ErrorKind::unavailable ||
         kind == ErrorKind::timeout;
}

void throw_exception_from_error(const error& failure, const boost::source_location& where) {
  throw std::runtime_error(std::string(to_string(failure.kind)) + ": " + failure.message + " (" +
                           where.file_name() + ":" + std::to_string(where.line()) + ")");
}

}  // namespace yak
