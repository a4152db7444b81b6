// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/http_server/route_table.hpp"
#include "yak/secret.hpp"

namespace yak::generation {

/// The routes of one generation, by listener.
struct GenerationRoutes {
  void freeze() {
    for (net::RouteTable* table : {&open, &admin, &guarded}) table->freeze();
  }

  net::RouteTable open;     ///< on server.listen
  net::RouteTable admin;    ///< on the admin socket
  net::RouteTable guarded;  ///< on admin.listen
};

/// Access rules for the routes in `guarded`.
struct AdminAccess {
  Secret token;                    ///< required by `/api/v1/…`; empty: those routes do not exist
  std::vector<std::string> hosts;  ///< host names under which `/metrics` may be requested
};

/// The core's own routes, which every generation has.
class CoreRoutes {
 public:
  virtual ~CoreRoutes() = default;
  /// `routes` outlives the handlers.
  virtual result<void> add_to(GenerationRoutes& routes, AdminAccess access) = 0;
};

}  // namespace yak::generation
