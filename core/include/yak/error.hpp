// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

/// The kind of an error. It decides how the caller proceeds.
enum class ErrorKind : std::uint8_t {
  invalid,          ///< the request or the configuration is wrong; a retry cannot succeed
  not_found,        ///< the named object does not exist
  unauthenticated,  ///< credentials are missing or wrong
  forbidden,        ///< the credentials are valid but do not permit it
  rate_limited,     ///< too many requests; a later retry can succeed
  quota,            ///< money or a plan's allowance is used up; a retry cannot succeed
  unavailable,      ///< the remote side cannot serve now: refused, reset, 5xx
  timeout,          ///< a deadline passed
  canceled,         ///< the operation was cancelled
  conflict,         ///< the state has changed in the meantime
  too_large,        ///< a size limit was reached
  protocol,         ///< the remote side violated its protocol
  unsupported,      ///< not offered by this implementation
  internal,         ///< a bug, or a failure of the machine
};

/// The name of `kind` in lower case, as in logs and metrics.
YAK_API std::string_view to_string(ErrorKind kind) noexcept;

/// Whether a later retry can succeed: rate_limited, unavailable, timeout.
YAK_API bool is_retryable(ErrorKind kind) noexcept;

/// An expected failure. `message` is for operators: one sentence without secrets, never shown to
/// chat users. A plain value.
struct error {
  /// What `result::error()` returns if there is a value.
  error() : error(ErrorKind::internal, "no error") {}
  error(ErrorKind kind, std::string message)
      : kind(kind), message(std::move(message)), retryable(is_retryable(kind)) {}

  error&& after(std::chrono::milliseconds wait) && {
    retry_after = wait;
    return std::move(*this);
  }
  error&& with_retryable(bool value) && {
    retryable = value;
    return std::move(*this);
  }
  error&& before_sending() && {
    not_sent = true;
    return std::move(*this);
  }

  ErrorKind kind;
  std::string message;
  /// The wait that the remote side asked for, if any.
  std::optional<std::chrono::milliseconds> retry_after;
  /// Derived from `kind`, unless the remote side said otherwise.
  bool retryable;
  /// True if it is certain that no byte of the request left this process.
  bool not_sent = false;
};

/// A value or an expected failure. An exception, in contrast, is a bug: it is caught at the plugin
/// boundary and fails the turn, not the daemon.
template <class T = void>
using result = boost::system::result<T, error>;

/// Called by `result::value()` on a failure (Boost.System finds it by argument-dependent lookup).
[[noreturn]] YAK_API void throw_exception_from_error(const error& failure,
                                                     const boost::source_location& where);

}  // namespace yak
