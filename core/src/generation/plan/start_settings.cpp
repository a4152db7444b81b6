// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/start_settings.hpp"

#include "generation/server_options.hpp"

namespace yak::generation {

StartSettings StartSettings::of(const Plan& plan) {
  const config::CoreConfig& core = plan.config.core();
  StartSettings settings;
  settings.admin_socket = admin_socket_path(plan.config);
  settings.admin_group = core.admin.group.value_or("");
  settings.threads = core.server.threads;
  settings.store = *plan.of(config::InstanceKind::store).front();
  return settings;
}

}  // namespace yak::generation
