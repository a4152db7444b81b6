#pragma once

#include <string>
#include <vector>

#include "net/http_server/route_table.hpp"
#include "yak/secret.hpp"

namespace yak::generation {

/// What one generation serves, by listener.
struct GenerationRoutes {
  void freeze() {
    for (net::RouteTable* table : {&open, &admin, &guarded}) table->freeze();
  }

  net::RouteTable open;     ///< on server.listen
  net::RouteTable admin;    ///< on the admin socket
  net::RouteTable guarded;  ///< on admin.listen
};

/// Who may use what is on `guarded`.
struct AdminAccess {
  Secret token;                    ///< what `/api/v1/…` asks for; empty: it is not there
  std::vector<std::string> hosts;  ///< names under which `/metrics` may be asked for
};

/// The routes of the core itself, which every generation has.
class CoreRoutes {
 public:
  virtual ~CoreRoutes() = default;
  /// `routes` outlives the handlers.
  virtual result<void> add_to(GenerationRoutes& routes, AdminAccess access) = 0;
};

}  // namespace yak::generation
