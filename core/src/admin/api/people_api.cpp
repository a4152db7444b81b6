// SPDX-License-Identifier: Apache-2.0
#include "admin/api/people_api.hpp"

#include <charconv>
#include <optional>

#include "admin/api/person_json.hpp"
#include "admin/api_response.hpp"

namespace yak::admin {
namespace {

constexpr std::string_view kPeople = "/api/v1/people/";
constexpr std::string_view kErase = "/erase";

ServerResponse person_failure(const error& failure) {
  switch (failure.kind) {
    case ErrorKind::invalid: return json_error(400, failure.message);
    case ErrorKind::unsupported: return json_error(501, failure.message);
    default: return json_error(503, failure.message);
  }
}

/// Parses the `limit` parameter; nullopt if it is not a number in range.
std::optional<int> page_limit(std::string_view text) {
  if (text.empty()) return PeopleApi::kUsualLimit;
  int limit = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, limit);
  const bool is_good =
      problem == std::errc() && stopped == end && limit >= 1 && limit <= PersonRecords::kMaxRows;
  return is_good ? std::optional(limit) : std::nullopt;
}

}  // namespace

result<void> PeopleApi::add_routes(Routes& routes) {
  const std::string all = std::string(kPeople) + "*";
  auto show = [this](const ServerRequest& request) { return this->show(request); };
  auto erase = [this](const ServerRequest& request) { return this->erase(request); };
  if (auto added = routes.add(Route("GET", all, std::move(show))); !added) return added;
  return routes.add(Route("POST", all, std::move(erase)));
}

task<ServerResponse> PeopleApi::show(const ServerRequest& request) {
  std::string user = percent_decode(request.path.substr(kPeople.size()), false);
  const auto limit = page_limit(query_value(request.query, "limit"));
  if (!limit) {
    co_return json_error(
        400, "limit must be a number from 1 to " + std::to_string(PersonRecords::kMaxRows));
  }
  std::string after = query_value(request.query, "after");
  const auto page = co_await people_.records(user, std::move(after), *limit);
  if (!page) co_return person_failure(page.error());
  co_return json_response(200, page_as_json(user, *page));
}

task<ServerResponse> PeopleApi::erase(const ServerRequest& request) {
  std::string_view name = std::string_view(request.path).substr(kPeople.size());
  if (!name.ends_with(kErase)) {
    co_return json_error(404, "POST to …/erase");
  }
  name.remove_suffix(kErase.size());
  std::string user = percent_decode(name, false);
  const auto erased = co_await people_.erase(user, 0);
  if (!erased) co_return person_failure(erased.error());
  co_return json_response(200, Json{{"user", user}, {"erased", counts_as_json(*erased)}});
}

}  // namespace yak::admin
