// SPDX-License-Identifier: Apache-2.0
#include "admin/api/dead_letter_api.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "admin/api_response.hpp"
#include "observe/log/log_format.hpp"

namespace yak::admin {
namespace {

constexpr std::string_view kDeadLetterBase = "/api/v1/dead-letters";

Json to_json(const DeadLetter& letter, WallTime now, const Logger& log) {
  const bool is_delivery = letter.id.kind == DeadLetterId::Kind::delivery;
  const auto age = std::chrono::floor<std::chrono::seconds>(now - letter.at);
  return Json{{"id", to_string(letter.id)},     {"kind", is_delivery ? "delivery" : "message"},
              {"message", letter.message},      {"channel", letter.channel},
              {"to", log.address(letter.peer)}, {"reason", letter.reason},
              {"attempts", letter.attempts},    {"at", observe::timestamp(letter.at)},
              {"age_seconds", age.count()}};
}

ServerResponse no_such_name(std::string_view text) {
  return json_error(400,
                    "'" + std::string(text) + "' is not the id of a dead letter: write d12 or m7");
}

ServerResponse failed(const error& failure) {
  return json_error(failure.kind == ErrorKind::not_found ? 404 : 503, failure.message);
}

/// Parses the `limit` parameter; nullopt if it is not a number in range.
std::optional<int> limit_of(std::string_view text) {
  if (text.empty()) return DeadLetterApi::kUsualLimit;
  int limit = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, limit);
  const bool is_number = problem == std::errc() && stopped == end;
  if (!is_number || limit < 1 || limit > DeadLetterApi::kMaxLimit) return std::nullopt;
  return limit;
}

/// The path after `/api/v1/dead-letters/`: an id, and the action.
struct Target {
  std::string_view name;
  std::string_view action;
};

Target target_of(std::string_view path) {
  path.remove_prefix(kDeadLetterBase.size() + 1);
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

DeadLetterApi::DeadLetterApi(Dependencies dependencies)
    : dependencies_(dependencies),
      retried_(dependencies.metrics.counter("yak_dead_letters_retried_total",
                                            "Dead letters that an operator retried")),
      purged_(dependencies.metrics.counter("yak_dead_letters_purged_total",
                                           "Dead letters that an operator purged")) {}

result<void> DeadLetterApi::add_routes(Routes& routes) {
  auto list = [this](const ServerRequest& request) { return this->list(request); };
  auto show = [this](const ServerRequest& request) { return this->show(request); };
  auto act = [this](const ServerRequest& request) { return this->act(request); };
  const std::string base(kDeadLetterBase);
  if (auto added = routes.add(Route("GET", base, std::move(list))); !added) return added;
  if (auto added = routes.add(Route("GET", base + "/*", std::move(show))); !added) return added;
  return routes.add(Route("POST", base + "/*", std::move(act)));
}

task<ServerResponse> DeadLetterApi::list(const ServerRequest& request) {
  const auto limit = limit_of(query_value(request.query, "limit"));
  if (!limit) {
    co_return json_error(400, "limit must be a number from 1 to " + std::to_string(kMaxLimit));
  }
  DeadLetterId after;
  if (const std::string name = query_value(request.query, "after"); !name.empty()) {
    const auto id = dead_letter_id(name);
    if (!id) co_return no_such_name(name);
    after = *id;
  }
  // One more than requested shows whether there is a next page.
  auto letters = co_await dependencies_.letters.letters(after, *limit + 1);
  if (!letters) co_return failed(letters.error());
  const bool has_next = std::ssize(*letters) > *limit;
  if (has_next) letters->resize(static_cast<std::size_t>(*limit));
  Json body{{"dead_letters", Json::array()}, {"next", nullptr}};
  if (has_next) body["next"] = to_string(letters->back().id);
  const WallTime now = dependencies_.clock.now();
  for (const DeadLetter& letter : *letters)
    body["dead_letters"].push_back(to_json(letter, now, dependencies_.log));
  co_return json_response(200, body);
}

task<ServerResponse> DeadLetterApi::show(const ServerRequest& request) {
  const Target target = target_of(request.path);
  if (!target.action.empty()) co_return json_error(404, "there is no such endpoint");
  const auto id = dead_letter_id(target.name);
  if (!id) co_return no_such_name(target.name);
  const auto letter = co_await dependencies_.letters.letter(*id);
  if (!letter) co_return failed(letter.error());
  Json body = to_json(*letter, dependencies_.clock.now(), dependencies_.log);
  body["text"] = letter->text;
  co_return json_response(200, body);
}

task<ServerResponse> DeadLetterApi::act(const ServerRequest& request) {
  const Target target = target_of(request.path);
  const bool retries = target.action == "retry";
  if (!retries && target.action != "purge") {
    co_return json_error(404, "POST to …/retry or …/purge");
  }
  const auto id = dead_letter_id(target.name);
  if (!id) co_return no_such_name(target.name);
  if (retries) co_return co_await retry(*id);
  co_return co_await purge(*id);
}

task<ServerResponse> DeadLetterApi::retry(DeadLetterId id) {
  if (dependencies_.backlog.is_over()) {
    co_return json_error(503, "the backlog is full (lanes.total in the configuration); try later");
  }
  auto revived = co_await dependencies_.letters.revive(id);
  if (!revived) co_return failed(revived.error());
  Json together = Json::array();
  for (const Delivery& delivery : revived->deliveries) {
    together.push_back(to_string(DeadLetterId(DeadLetterId::Kind::delivery, delivery.id)));
  }
  if (revived->message) together.push_back(to_string(id));
  retried_.add(static_cast<double>(together.size()));
  // No co_await from here on: the journal has these as pending, so if the request were cancelled in
  // between, they would wait until the next start.
  if (!revived->deliveries.empty()) dependencies_.outbox.enqueue(std::move(revived->deliveries));
  if (revived->message) {
    dependencies_.backlog.add();
    dependencies_.sink.dispatch(std::move(*revived->message), nullptr, delivery::Arrival::resumed);
  }
  dependencies_.log.info("a dead letter is retried",
                         {{"dead_letter", to_string(id)}, {"parts", together.size()}});
  co_return json_response(
      200, Json{{"id", to_string(id)}, {"retried", true}, {"together", std::move(together)}});
}

task<ServerResponse> DeadLetterApi::purge(DeadLetterId id) {
  const auto purged = co_await dependencies_.letters.purge(id);
  if (!purged) co_return failed(purged.error());
  purged_.add();
  dependencies_.log.info("a dead letter is purged", {{"dead_letter", to_string(id)}});
  co_return json_response(200, Json{{"id", to_string(id)}, {"purged", true}});
}

}  // namespace yak::admin
