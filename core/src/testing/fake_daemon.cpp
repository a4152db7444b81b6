// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_daemon.hpp"

namespace yak::testing {

task<std::vector<StatusLine>> FakeDaemon::status() { co_return status_lines; }

task<result<std::string>> FakeDaemon::reload() {
  ++reloads;
  co_return reload_outcome;
}

task<std::vector<std::string>> FakeDaemon::credits() { co_return credit_lines; }

}  // namespace yak::testing
