// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace yak::daemon {

/// Reports the daemon's state to the service manager: the datagrams of sd_notify(3), to the Unix
/// socket that $NOTIFY_SOCKET names by its path or, after an `@`, in the abstract namespace.
/// Without a socket, or with one of another kind, every call does nothing. A message that cannot be
/// delivered is dropped, so that the daemon never waits for the service manager.
///
/// Thread-safe after construction.
class ServiceNotify {
 public:
  /// `address`: the value of $NOTIFY_SOCKET; empty disables notification.
  explicit ServiceNotify(std::string address);
  static ServiceNotify from_environment();

  [[nodiscard]] bool is_heard() const noexcept { return !address_.empty(); }

  void ready() const { send("READY=1"); }
  /// Before a reload or an upgrade; `ready` ends it. systemd requires the time at which it began.
  void reloading() const;
  /// `may_take`: the longest time the stop may take, in case the service manager would wait less.
  void stopping(std::chrono::milliseconds may_take) const;
  /// A one-line status that the service manager shows; cut at 256 bytes.
  void status(std::string_view text) const;
  /// Must be sent more often than $WATCHDOG_USEC.
  void alive() const { send("WATCHDOG=1"); }

 private:
  void send(std::string_view message) const;

  std::string address_;
};

/// How often to send `alive`: half of $WATCHDOG_USEC, as sd_watchdog_enabled(3) advises. Zero if
/// the service manager does not request it, or requests it of another process ($WATCHDOG_PID).
std::chrono::microseconds watchdog_interval();

}  // namespace yak::daemon
