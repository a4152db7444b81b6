// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "net/http_server/route_table.hpp"
#include "yak/secret.hpp"

namespace yak::generation {

/// The routes of one generation, by listener.
struct GenerationRoutes {
  GenerationRoutes() = default;
  GenerationRoutes(const GenerationRoutes&) = delete;
  GenerationRoutes& operator=(const GenerationRoutes&) = delete;

  /// Ends adding. Before that, adds each path of `admin` below `/api/v1/` to `guarded` with the
  /// limits of its routes, behind `guard`, if there is one.
  void freeze();

  net::RouteTable open;     ///< on server.listen
  net::RouteTable admin;    ///< on the admin socket
  net::RouteTable guarded;  ///< on admin.listen
  /// Decides about requests to the API in `guarded`: nullopt if the request may pass, else the
  /// response. Empty: admin.listen does not serve the API.
  std::function<std::optional<ServerResponse>(const ServerRequest&)> guard;

 private:
  void add_guarded(const std::string& path, std::vector<const Route*> routes);
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
