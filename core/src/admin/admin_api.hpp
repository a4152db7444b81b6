// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "admin/admin_guard.hpp"
#include "admin/api/status_page.hpp"
#include "generation/current_generation.hpp"
#include "generation/instance/generation_routes.hpp"
#include "net/http_server/route_table.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "yak/context.hpp"
#include "yak/secret.hpp"

namespace yak::admin {

/// Serves `/metrics` and `/api/v1/…` on the admin socket, and on a TCP listener, where `/api/v1/…`
/// requires the token.
class AdminApi {
 public:
  AdminApi(const generation::CurrentGeneration& current_generation, StatusPage& status,
           UsageRecords& usage, Clock& clock, observe::MetricsRegistry& metrics);

  /// For the admin socket: anyone who can open it has full access.
  result<void> add_routes(net::RouteTable& routes);
  /// For `admin.listen`. `/metrics` is open to requests whose Host is one of ours or that carry the
  /// token. `/api/v1/…` requires `Authorization: Bearer`; without a configured token it is not
  /// served.
  result<void> add_guarded_routes(generation::GenerationRoutes& routes,
                                  generation::AdminAccess access);

 private:
  result<void> add_guarded_metrics(net::RouteTable& routes, generation::AdminAccess access);
  task<ServerResponse> models();
  /// The bot's chat commands, for clients that complete them.
  [[nodiscard]] ServerResponse commands() const;
  task<ServerResponse> usage(std::string user, int days);

  const generation::CurrentGeneration& current_generation_;
  StatusPage& status_;
  UsageRecords& usage_;
  Clock& clock_;
  observe::MetricsRegistry& metrics_;
  AdminGuard guard_;
};

}  // namespace yak::admin
