// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "conversation/lanes/lanes.hpp"
#include "daemon/reload/reloader.hpp"
#include "delivery/backlog.hpp"
#include "generation/current_generation.hpp"
#include "yak/context/daemon.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::daemon {

/// Implements `Daemon` for plugins and the admin socket: status, reload, credits.
class DaemonView final : public Daemon {
 public:
  DaemonView(const generation::CurrentGeneration& current_generation,
             const delivery::Backlog& backlog, Maintenance& store, Clock& clock,
             Reloader& reloader);

  [[nodiscard]] std::string version() const override;
  task<std::vector<StatusLine>> status() override;
  task<result<std::string>> reload() override;
  task<std::vector<std::string>> credits() override;

 private:
  const generation::CurrentGeneration& current_generation_;
  const delivery::Backlog& backlog_;
  Maintenance& store_;
  Clock& clock_;
  MonotonicTime started_;
  Reloader& reloader_;
};

}  // namespace yak::daemon
