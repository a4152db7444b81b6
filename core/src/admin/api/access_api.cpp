// SPDX-License-Identifier: Apache-2.0
#include "admin/api/access_api.hpp"

#include <optional>
#include <string>
#include <utility>

#include "admin/api_response.hpp"
#include "observe/log/log_format.hpp"
#include "yak/text/json_depth.hpp"

namespace yak::admin {
namespace {

constexpr std::size_t kMaxRequestBytes = 4'096;

/// The `who` of a request; nullopt if the body is not the expected JSON.
std::optional<std::string> who_in(const std::string& body) {
  if (body.size() > kMaxRequestBytes) return std::nullopt;
  const Json json = parse_untrusted<Json>(body);
  if (!json.is_object() || !json.contains("who") || !json["who"].is_string()) return std::nullopt;
  return json["who"].get<std::string>();
}

int access_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::not_found: return 404;
    default: return 503;
  }
}

}  // namespace

result<void> AccessApi::add_routes(Routes& routes) {
  auto pending = [this](const ServerRequest& /*request*/) { return this->pending(); };
  auto approve = [this](const ServerRequest& request) {
    return rule(Ruling::allow, std::string(request.body));
  };
  auto deny = [this](const ServerRequest& request) {
    return rule(Ruling::deny, std::string(request.body));
  };
  if (auto added = routes.add(Route("GET", "/api/v1/access/pending", std::move(pending))); !added) {
    return added;
  }
  if (auto added = routes.add(Route("POST", "/api/v1/access/approve", std::move(approve)));
      !added) {
    return added;
  }
  return routes.add(Route("POST", "/api/v1/access/deny", std::move(deny)));
}

task<ServerResponse> AccessApi::pending() {
  const WallTime now = dependencies_.clock.now();
  Json body{{"pending", Json::array()}};
  for (const conversation::WaitingSender& sender : dependencies_.admission.waiting()) {
    const auto age = std::chrono::floor<std::chrono::seconds>(now - sender.since);
    body["pending"].push_back(Json{{"code", sender.code},
                                   {"channel", sender.channel},
                                   {"from", dependencies_.log.address(sender.address)},
                                   {"name", sender.name},
                                   {"since", observe::timestamp(sender.since)},
                                   {"age_seconds", age.count()}});
  }
  co_return json_response(200, body);
}

task<ServerResponse> AccessApi::rule(Ruling ruling, std::string body) {
  const auto who = who_in(body);
  if (!who) co_return json_error(400, R"(send JSON: {"who": "K7Q2"})");
  const auto person = co_await dependencies_.admission.rule(ruling, *who);
  if (!person) co_return json_error(access_status(person.error().kind), person.error().message);
  const std::string word = conversation::to_text(ruling);
  const std::string address = dependencies_.log.address(person->address);
  dependencies_.log.info("an operator decided about a sender",
                         {{"ruling", word}, {"channel", person->channel}, {"from", address}});
  co_return json_response(200, Json{{"ruling", word},
                                    {"channel", person->channel},
                                    {"from", address},
                                    {"name", person->name}});
}

}  // namespace yak::admin
