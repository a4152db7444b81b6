// SPDX-License-Identifier: Apache-2.0
#include "daemon/reload/reload_api.hpp"

#include "admin/api_response.hpp"

namespace yak::daemon {
namespace {

/// plugins.start_timeout ends a reload long before this.
constexpr std::chrono::hours kReloadTimeout{2};

admin::Json to_json(const ReloadReport& report) {
  admin::Json body{{"result", report.applied ? "applied" : "rejected"},
                   {"generation", report.generation}};
  if (report.applied) {
    body["keys"] = admin::Json::array();
    for (const ReloadedKey& key : report.keys) {
      body["keys"].push_back(
          admin::Json{{"key", key.key}, {"outcome", to_string(key.outcome)}, {"why", key.why}});
    }
    return body;
  }
  body["problems"] = admin::Json::array();
  for (const config::Problem& problem : report.problems) {
    body["problems"].push_back(admin::Json{{"file", problem.file},
                                           {"line", problem.position.line},
                                           {"column", problem.position.column},
                                           {"path", problem.path},
                                           {"message", problem.message}});
  }
  return body;
}

}  // namespace

result<void> ReloadApi::add_routes(Routes& routes) {
  Route route("POST", "/api/v1/reload",
              [this](const ServerRequest& /*request*/) { return reload(); });
  route.timeout = kReloadTimeout;
  route.reads_at_once = true;
  return routes.add(std::move(route));
}

task<ServerResponse> ReloadApi::reload() {
  const ReloadReport report = co_await reloader_.reload();
  co_return admin::json_response(report.applied ? 200 : 422, to_json(report));
}

}  // namespace yak::daemon
