// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/http_server/inherited_listeners.hpp"
#include "yak/error.hpp"

namespace yak::daemon {

/// Upgrades the program in place: the same process and listening sockets, with the executable that
/// is now installed at the path this one was started from. Construct before any thread runs.
class Upgrade {
 public:
  /// `config`, `env_file`: the files that this daemon uses; the latter may be empty.
  Upgrade(std::string config, std::string env_file);

  /// Makes the installed executable check this configuration. `invalid`: the message has its
  /// output. `forbidden`: other users could have replaced the executable; it is then not started.
  /// Takes at most a minute. Thread-safe.
  [[nodiscard]] result<void> check() const;
  /// Executes the installed program with this process's command line. No other thread may run.
  /// Returns only on failure, with the reason.
  error become(net::HandedOver left) const;

  /// The number of upgrades this process has been through.
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
