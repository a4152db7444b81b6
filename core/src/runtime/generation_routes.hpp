#pragma once

#include "net/route_table.hpp"
#include "yak/secret.hpp"

namespace yak::runtime {

/// What one generation serves, by listener.
struct GenerationRoutes {
  void freeze() {
    for (net::RouteTable* table : {&open, &admin, &guarded}) table->freeze();
  }

  net::RouteTable open;     ///< on server.listen
  net::RouteTable admin;    ///< on the admin socket
  net::RouteTable guarded;  ///< on admin.listen
};

/// The routes of the core itself, which every generation has.
class CoreRoutes {
 public:
  virtual ~CoreRoutes() = default;
  /// `token`: what `/api/v1/…` asks for on `guarded`; empty: it is not there. `routes` outlives the
  /// handlers.
  virtual result<void> add_to(GenerationRoutes& routes, Secret token) = 0;
};

}  // namespace yak::runtime
