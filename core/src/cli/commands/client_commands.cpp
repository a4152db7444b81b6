// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/client_commands.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <sstream>

#include "cli/admin_client.hpp"
#include "cli/channel_names.hpp"
#include "cli/command_failure.hpp"
#include "cli/daemon_answer.hpp"
#include "cli/json_fields.hpp"
#include "cli/text/table_text.hpp"
#include "observe/log/redactor.hpp"
#include "yak/text/text_format.hpp"

namespace yak::cli {
namespace {

/// Neutralises control characters: model names and webhook responses are untrusted.
std::string words(const Json& value) {
  return observe::neutralize_controls(value.is_string() ? value.get<std::string>() : value.dump());
}

void print_models(const Json& body) {
  int number = 0;
  for (const Json& model : body.value("models", Json::array())) {
    std::cout << ++number << ". " << words(model.at("name"));
    for (const Json& alias : model.value("aliases", Json::array()))
      std::cout << ", " << words(alias);
    std::cout << (model.value("default", false) ? " (default)\n" : "\n");
  }
}

std::string cost_text(const Json& row) {
  if (row.value("cost_usd", Json()).is_null()) return "unknown";
  std::ostringstream text;
  text << std::fixed << std::setprecision(4) << number_of(row, "cost_usd");
  // Some of the messages may have no known price.
  return text.str() + (integer_of(row, "unpriced_messages") > 0 ? " + unknown" : "");
}

std::vector<std::string> amounts(const Json& row) {
  return {grouped(integer_of(row, "messages")), grouped(integer_of(row, "prompt_tokens")),
          grouped(integer_of(row, "completion_tokens")), cost_text(row)};
}

std::string usage_table(const Json& rows, const std::vector<std::string>& keys,
                        std::vector<std::string> head) {
  std::vector<bool> right(keys.size(), false);
  right.resize(keys.size() + 4, true);
  head.insert(head.end(), {"MESSAGES", "TOKENS IN", "TOKENS OUT", "USD"});
  std::vector<std::vector<std::string>> lines{std::move(head)};
  for (const Json& row : rows) {
    std::vector<std::string> line;
    line.reserve(keys.size());
    for (const std::string& key : keys) line.push_back(text_of(row, key.c_str()));
    std::ranges::move(amounts(row), std::back_inserter(line));
    lines.push_back(std::move(line));
  }
  constexpr std::size_t kNoLimit = 1'000;
  return table(std::move(lines), kNoLimit, right);
}

void print_usage(const Invocation& invocation, const Json& body) {
  const Json& rows = list_of(body, "usage");
  const Json& users = list_of(body, "users");
  const std::string span = format_count(invocation.days, "day");
  if (rows.empty()) {
    std::cout << "No usage in the last " << span
              << (invocation.user.empty() ? "" : " by " + words(invocation.user)) << ".\n";
    return;
  }
  std::cout << usage_table(rows, {"day", "model"}, {"DAY", "MODEL"});
  if (users.empty()) return;
  std::cout << "\nIn the last " << span << ", by user:\n"
            << usage_table(users, {"user", "last_day"}, {"USER", "LAST DAY"});
}

void print_webhook_test(const Json& body) {
  for (const char* key : {"url", "status", "content_type", "body", "explanation"}) {
    if (body.contains(key)) std::cout << key << ": " << words(body.at(key)) << '\n';
  }
}

result<HttpResponse> ask(AdminClient& client, const Invocation& invocation) {
  if (invocation.command == "models") return client.get("/api/v1/models");
  if (invocation.command == "usage") {
    return client.get("/api/v1/usage?days=" + std::to_string(invocation.days) +
                      "&user=" + percent_encode(invocation.user));
  }
  Json request{{"text", invocation.text}};
  if (!invocation.from.empty()) request["from"] = invocation.from;
  if (!invocation.url.empty()) request["url"] = invocation.url;
  return client.post("/api/v1/channels/" + percent_encode(invocation.instance) + "/webhook-test",
                     request.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void print(const Invocation& invocation, const Json& body) {
  if (invocation.command == "models") return print_models(body);
  if (invocation.command == "usage") return print_usage(invocation, body);
  print_webhook_test(body);
}

/// Whether a webhook test's message reached this daemon, whatever the response was.
bool has_arrived(const Json& body) {
  const auto passed = body.find("passed");
  return passed != body.end() && *passed == true;
}

}  // namespace

int ask_daemon(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) return fail(invocation, kConfig, socket.error().message);
  AdminClient client(*socket);
  const bool tests = invocation.command == "webhook-test";
  const auto body = object_of(ask(client, invocation));
  if (!body && tests && body.error().kind == ErrorKind::not_found) {
    return fail(invocation, kUnavailable,
                why_no_endpoint(client, invocation.instance, "one with a webhook"));
  }
  if (!body) return fail(invocation, body.error());
  if (invocation.json) {
    std::cout << body->dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    print(invocation, *body);
  }
  return tests && !has_arrived(*body) ? kUnavailable : kOk;
}

}  // namespace yak::cli
