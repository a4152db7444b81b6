#include "app/client_commands.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/admin_client.hpp"
#include "services/redactor.hpp"

namespace yak::app {
namespace {

using Json = nlohmann::ordered_json;

/// Models' names, and what a webhook's URL answered, come from outside.
std::string words(const Json& value) {
  return services::neutralize_controls(value.is_string() ? value.get<std::string>() : value.dump());
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

void print_usage(const Json& body) {
  for (const Json& row : body.value("usage", Json::array())) {
    const std::string user = words(row.at("user"));
    std::cout << words(row.at("day")) << "  " << words(row.at("model")) << "  "
              << (user.empty() ? "all users" : user) << "  " << words(row.at("messages"))
              << " messages, " << words(row.at("prompt_tokens")) << " + "
              << words(row.at("completion_tokens")) << " tokens, ";
    if (row.at("cost_usd").is_null()) {
      std::cout << "cost unknown\n";
    } else {
      std::cout << row.at("cost_usd").get<double>() << " USD";
      const auto unpriced = row.value("unpriced_messages", std::int64_t{0});
      if (unpriced > 0) std::cout << " and unknown for " << unpriced << " messages";
      std::cout << '\n';
    }
  }
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
  if (invocation.command == "usage") return print_usage(body);
  print_webhook_test(body);
}

/// What a finished webhook test says of the webhook: 2xx from it is success.
int webhook_exit_code(const Json& body) {
  const int status =
      body.contains("status") && body["status"].is_number_integer() ? body["status"].get<int>() : 0;
  return status >= 200 && status < 300 ? kOk : kUnavailable;
}

}  // namespace

int ask_daemon(const Invocation& invocation) {
  const auto socket = find_admin_socket(invocation);
  if (!socket) {
    std::cerr << "yak: " << socket.error().message << '\n';
    return kConfig;
  }
  AdminClient client(*socket);
  const auto answer = ask(client, invocation);
  if (!answer) {
    std::cerr << "yak: " << answer.error().message << '\n';
    return kUnavailable;
  }
  const Json body = Json::parse(answer->body, nullptr, false);
  if (answer->status >= 400 || body.is_discarded()) {
    std::cerr << "yak: the daemon answered " << answer->status << ": "
              << (body.is_object() && body.contains("error") ? words(body["error"]) : answer->body)
              << '\n';
    return kUnavailable;
  }
  if (invocation.json) {
    std::cout << body.dump(2) << '\n';
  } else {
    print(invocation, body);
  }
  return invocation.command == "webhook-test" ? webhook_exit_code(body) : kOk;
}

}  // namespace yak::app
