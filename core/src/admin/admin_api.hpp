#pragma once

#include <string>

#include "admin/admin_guard.hpp"
#include "admin/api/status_report.hpp"
#include "generation/generation_holder.hpp"
#include "generation/instance/generation_routes.hpp"
#include "net/http_server/route_table.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "yak/context.hpp"
#include "yak/secret.hpp"

namespace yak::admin {

/// `/metrics` and `/api/v1/…` as the admin socket serves them, and the same for a TCP listener,
/// where `/api/v1/…` asks for the token.
class AdminApi {
 public:
  AdminApi(const generation::GenerationHolder& holder, StatusReport& status, Store& store,
           Clock& clock, observe::MetricsRegistry& metrics);

  /// For the admin socket: whoever can open it may do everything.
  result<void> add_routes(net::RouteTable& routes);
  /// For `admin.listen`: metrics for everybody who asks a host of ours for them (or shows the
  /// token), the rest of `behind` with `Authorization: Bearer`. Without a token the API is not
  /// there at all.
  result<void> add_guarded_routes(net::RouteTable& routes, const net::RouteTable& behind,
                                  generation::AdminAccess access);

 private:
  result<void> add_guarded_metrics(net::RouteTable& routes, generation::AdminAccess access);
  task<ServerResponse> models();
  /// The commands of the chat, for those who complete them.
  [[nodiscard]] ServerResponse commands() const;
  task<ServerResponse> usage(std::string user, int days);

  const generation::GenerationHolder& holder_;
  StatusReport& status_;
  Store& store_;
  Clock& clock_;
  observe::MetricsRegistry& metrics_;
  AdminGuard guard_;
};

}  // namespace yak::admin
