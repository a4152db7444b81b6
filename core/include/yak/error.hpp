#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

/// What went wrong, in the terms that decide what happens next.
enum class ErrorKind : std::uint8_t {
  invalid,          ///< the request or the configuration is wrong; repeating it changes nothing
  not_found,        ///< the thing named does not exist
  unauthenticated,  ///< credentials are missing or wrong
  forbidden,        ///< credentials are right and not enough
  rate_limited,     ///< too many; later is fine
  quota,            ///< money or a plan's allowance is used up; later is not fine
  unavailable,      ///< the other side cannot serve now: refused, reset, 5xx
  timeout,          ///< a deadline passed
  canceled,         ///< somebody asked for it to stop
  conflict,         ///< the state has moved on
  too_large,        ///< a limit on size was reached
  protocol,         ///< the other side said something that makes no sense
  unsupported,      ///< this implementation does not offer it
  internal,         ///< a bug, or a broken machine
};

/// Short lower-case name of `kind`, as it is written in logs and metrics.
YAK_API std::string_view to_string(ErrorKind kind) noexcept;

/// True where trying the same again later can succeed: rate_limited, unavailable, timeout.
YAK_API bool is_retryable(ErrorKind kind) noexcept;

/// An expected failure. `message` is for operators: one sentence without secrets, never shown to
/// chat users. A plain value; copy and move it freely.
struct error {
  /// What `result::error()` gives where there is a value.
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
  /// Set where the other side said when to come back.
  std::optional<std::chrono::milliseconds> retry_after;
  /// Follows `kind` unless the other side said otherwise.
  bool retryable;
  /// True where it is certain that no byte of the request left this process.
  bool not_sent = false;
};

/// A value, or the expected failure that stands in its place. An exception, in contrast, means a
/// bug: it is caught at the plugin boundary and fails the turn, not the daemon.
template <class T = void>
using result = boost::system::result<T, error>;

/// Called by `result::value()` on a failure (Boost.System finds it by argument-dependent lookup).
[[noreturn]] YAK_API void throw_exception_from_error(const error& failure,
                                                     const boost::source_location& where);

}  // namespace yak
