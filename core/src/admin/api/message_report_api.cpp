// SPDX-License-Identifier: Apache-2.0
#include "admin/api/message_report_api.hpp"

#include <utility>

#include "admin/api/message_report_json.hpp"

namespace yak::admin {
namespace {

constexpr std::string_view kTraceBase = "/api/v1/trace/";
/// Far above the length of any service's ids.
constexpr std::size_t kMaxId = 256;

int status_of(ErrorKind kind) {
  if (kind == ErrorKind::not_found) return 404;
  return kind == ErrorKind::unsupported ? 501 : 503;
}

}  // namespace

result<void> MessageReportApi::add_routes(Routes& routes) {
  auto show = [this](const ServerRequest& request) -> task<ServerResponse> {
    return this->show(percent_decode(request.path.substr(kTraceBase.size()), false));
  };
  return routes.add(Route("GET", std::string(kTraceBase) + "*", std::move(show)));
}

task<ServerResponse> MessageReportApi::show(std::string id) {
  if (id.empty() || id.size() > kMaxId) {
    co_return json_error(404,
                         "name a message or a delivery: m7, d12, or the id that the channel's "
                         "service gave it");
  }
  const auto report = co_await reader_.message_report(std::move(id));
  if (!report) co_return json_error(status_of(report.error().kind), report.error().message);
  co_return json_response(200, message_report_as_json(*report, log_));
}

}  // namespace yak::admin
