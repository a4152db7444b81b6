#pragma once

#include <string>
#include <vector>

#include "net/http_server/inherited_listeners.hpp"
#include "yak/error.hpp"

namespace yak::daemon {

/// Becoming another version of the program in place: the same process, the same listening sockets,
/// whatever executable stands now where this one was started from. Made before any thread runs.
class Upgrade {
 public:
  /// `config`, `env_file`: what this daemon runs with; the latter may be empty.
  Upgrade(std::string config, std::string env_file);

  /// Has the executable that stands there now check this configuration. `invalid`: what it said.
  /// `forbidden`: other users could have put it there; it is not started then. Takes at most a
  /// minute. Thread-safe.
  [[nodiscard]] result<void> check() const;
  /// Becomes it, with the command line of this process. Everything must have ended: no thread may
  /// run. Comes back only with the reason why it failed.
  error become(net::HandedOver left) const;

  /// How many upgrades this process has been through.
  [[nodiscard]] unsigned past() const noexcept { return past_; }

 private:
  [[nodiscard]] result<std::string> next_executable() const;

  std::string executable_;
  std::vector<std::string> arguments_;
  std::string config_;
  std::string env_file_;
  unsigned past_ = 0;
};

}  // namespace yak::daemon
