// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "yak/context/daemon.hpp"

namespace yak::testing {

/// A daemon that returns what a test put into its members.
class FakeDaemon final : public Daemon {
 public:
  [[nodiscard]] std::string version() const override { return version_text; }
  task<std::vector<StatusLine>> status() override;
  task<result<std::string>> reload() override;
  task<std::vector<std::string>> credits() override;

  std::string version_text = "0.0.0";
  std::vector<StatusLine> status_lines;
  result<std::string> reload_outcome = std::string("Reloaded.");
  std::vector<std::string> credit_lines;
  std::atomic<int> reloads = 0;
};

}  // namespace yak::testing
