// SPDX-License-Identifier: Apache-2.0
#include "admin/admin_api.hpp"

#include <algorithm>

#include "admin/api_response.hpp"
#include "admin/host_check.hpp"
#include "yak/text/text_format.hpp"

namespace yak::admin {
namespace {

/// Limit of users in one response; those with the highest cost are listed.
constexpr int kMaxUsers = 1'000;

void add_amounts(Json& entry, const UsageRow& row) {
  constexpr double kNano = 1e-9;
  entry["messages"] = row.messages;
  entry["prompt_tokens"] = row.prompt_tokens;
  entry["completion_tokens"] = row.completion_tokens;
  entry["unpriced_messages"] = row.unpriced_messages;
  // null instead of 0 when no message of the row has a known price.
  const bool unknown = row.messages > 0 && row.unpriced_messages >= row.messages;
  entry["cost_usd"] =
      unknown ? Json(nullptr) : Json(static_cast<double>(row.cost_nano_usd) * kNano);
}

int days_of(const std::string& text) {
  constexpr int kDefault = 30;
  constexpr int kMax = 3660;
  if (text.empty() || text.size() > 4 ||
      !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    return kDefault;
  }
  return std::clamp(std::stoi(text), 1, kMax);
}

}  // namespace

AdminApi::AdminApi(const generation::CurrentGeneration& current_generation, StatusPage& status,
                   UsageRecords& usage, Clock& clock, observe::MetricsRegistry& metrics)
    : current_generation_(current_generation),
      status_(status),
      usage_(usage),
      clock_(clock),
      metrics_(metrics),
      guard_(clock, metrics) {}

result<void> AdminApi::add_routes(net::RouteTable& routes) {
  auto metrics = [this](const ServerRequest& /*request*/) -> task<ServerResponse> {
    co_return ServerResponse(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text());
  };
  auto status = [this](const ServerRequest& /*request*/) -> task<ServerResponse> {
    co_return json_response(200, co_await status_.json());
  };
  auto models = [this](const ServerRequest& /*request*/) -> task<ServerResponse> {
    co_return co_await this->models();
  };
  auto commands = [this](const ServerRequest& /*request*/) -> task<ServerResponse> {
    co_return this->commands();
  };
  auto usage = [this](const ServerRequest& request) -> task<ServerResponse> {
    std::string user = query_value(request.query, "user");
    const int days = days_of(query_value(request.query, "days"));
    co_return co_await this->usage(std::move(user), days);
  };
  std::vector<Route> all;
  all.emplace_back("GET", "/metrics", std::move(metrics));
  all.emplace_back("GET", "/api/v1/status", std::move(status));
  all.emplace_back("GET", "/api/v1/models", std::move(models));
  all.emplace_back("GET", "/api/v1/commands", std::move(commands));
  all.emplace_back("GET", "/api/v1/usage", std::move(usage));
  for (Route& route : all) {
    const auto added = routes.add(std::move(route));
    if (!added) return added;
  }
  return {};
}

result<void> AdminApi::add_guarded_metrics(net::RouteTable& routes,
                                           generation::AdminAccess access) {
  auto metrics =
      [this, access = std::move(access)](const ServerRequest& request) -> task<ServerResponse> {
    const bool is_ours = is_own_host(request.header("Host"), access.hosts);
    if (!is_ours && (access.token.empty() || guard_.refuse(request, access.token))) {
      guard_.note_foreign_host();
      co_return json_error(403, "use an IP address, or add this host name to admin.hosts");
    }
    co_return ServerResponse(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text());
  };
  return routes.add(Route("GET", "/metrics", std::move(metrics)));
}

result<void> AdminApi::add_guarded_routes(generation::GenerationRoutes& routes,
                                          generation::AdminAccess access) {
  Secret token = access.token;
  auto added = add_guarded_metrics(routes.guarded, std::move(access));
  if (!added || token.empty()) return added;
  routes.guard = [this, token = std::move(token)](const ServerRequest& request) {
    return guard_.refuse(request, token);
  };
  auto unknown = [guard = routes.guard](const ServerRequest& request) -> task<ServerResponse> {
    if (auto refusal = guard(request)) co_return *std::move(refusal);
    co_return json_error(404, "there is no such endpoint");
  };
  return routes.guarded.add(Route("*", "/api/v1/*", std::move(unknown)));
}

task<ServerResponse> AdminApi::models() {
  const auto generation = current_generation_.get();
  if (!generation) co_return json_error(503, "still starting");
  Json body{{"models", Json::array()}};
  for (const ModelEntry& entry : co_await generation->models().allowed()) {
    body["models"].push_back(
        Json{{"name", entry.name}, {"aliases", entry.aliases}, {"default", entry.is_default}});
  }
  co_return json_response(200, body);
}

ServerResponse AdminApi::commands() const {
  const auto generation = current_generation_.get();
  if (!generation) return json_error(503, "still starting");
  Json body{{"commands", Json::array()}};
  for (const Command* command : generation->commands().all()) {
    body["commands"].push_back(Json{{"name", command->name},
                                    {"arguments", command->arguments},
                                    {"summary", command->summary},
                                    {"aliases", command->aliases},
                                    {"admin", command->privilege == Privilege::admin}});
  }
  return json_response(200, body);
}

task<ServerResponse> AdminApi::usage(std::string user, int days) {
  const Day today = day_of(clock_.now());
  const bool of_all = user.empty();
  const auto rows = co_await usage_.rows(std::move(user), today - days + 1, today);
  if (!rows) co_return json_error(503, rows.error().message);
  Json body{{"days", days}, {"usage", Json::array()}};
  for (const UsageRow& row : *rows) {
    Json entry{{"day", format_date(std::chrono::sys_days(std::chrono::days(row.day)))},
               {"user", row.user},
               {"model", row.model}};
    add_amounts(entry, row);
    body["usage"].push_back(std::move(entry));
  }
  if (!of_all) co_return json_response(200, body);
  const auto users = co_await usage_.by_user(today - days + 1, today, kMaxUsers);
  if (users) {
    body["users"] = Json::array();
    for (const UsageRow& row : *users) {
      Json entry{{"user", row.user},
                 {"last_day", format_date(std::chrono::sys_days(std::chrono::days(row.day)))}};
      add_amounts(entry, row);
      body["users"].push_back(std::move(entry));
    }
  } else if (users.error().kind != ErrorKind::unsupported) {
    co_return json_error(503, users.error().message);
  }
  co_return json_response(200, body);
}

}  // namespace yak::admin
