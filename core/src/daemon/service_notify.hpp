#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace yak::daemon {

/// Tells the service manager how the daemon is: the datagrams of sd_notify(3), to the Unix socket
/// that $NOTIFY_SOCKET names by its path or, behind an `@`, in the abstract namespace. Without one,
/// or with one of another kind, every call does nothing. A message that cannot be delivered is
/// dropped: nobody is to wait for a service manager.
///
/// Thread-safe once made.
class ServiceNotify {
 public:
  /// `address`: what $NOTIFY_SOCKET holds; empty: nobody listens.
  explicit ServiceNotify(std::string address);
  static ServiceNotify from_environment();

  [[nodiscard]] bool is_heard() const noexcept { return !address_.empty(); }

  void ready() const { send("READY=1"); }
  /// Before a reload or an upgrade; `ready` ends it. systemd wants the time at which it began.
  void reloading() const;
  /// `may_take`: how long the end may last at most, for a service manager that would wait less.
  void stopping(std::chrono::milliseconds may_take) const;
  /// One line for whoever asks how the daemon is; cut at 256 bytes.
  void status(std::string_view text) const;
  /// To be sent more often than $WATCHDOG_USEC.
  void alive() const { send("WATCHDOG=1"); }

 private:
  void send(std::string_view message) const;

  std::string address_;
};

/// How often `alive` is to be sent: half of $WATCHDOG_USEC, as sd_watchdog_enabled(3) advises. Zero
/// when the service manager does not ask for it, or asks another process ($WATCHDOG_PID).
std::chrono::microseconds watchdog_interval();

}  // namespace yak::daemon
