// SPDX-License-Identifier: Apache-2.0
#include "openai/options.hpp"

#include <algorithm>
#include <array>

namespace yak::openai {
namespace {

std::string text_or_empty(const Settings& settings, std::string_view key) {
  return settings.has(key) ? settings.text(key) : std::string();
}

/// An empty secret, as from `${OPENAI_API_KEY:-}`, counts as none.
Secret secret_or_empty(const Settings& settings, std::string_view key) {
  return settings.has(key) ? settings.secret(key) : Secret();
}

Flavor flavor_of(const Settings& settings, const Endpoint& endpoint) {
  return flavor_named(settings.text("flavor"))
      .value_or(detect_flavor(endpoint.host, endpoint.port));
}

SystemRole system_role_of(const Settings& settings) {
  const std::string& word = settings.text("system_role");
  if (word == "system") return SystemRole::system;
  if (word == "developer") return SystemRole::developer;
  return word == "user" ? SystemRole::user : SystemRole::automatic;
}

Reasoning reasoning_of(const Settings& settings) {
  const std::string& word = settings.text("reasoning");
  if (word == "always") return Reasoning::always;
  return word == "never" ? Reasoning::never : Reasoning::automatic;
}

/// A `token` (RFC 9110, section 5.6.2).
bool is_header_name(std::string_view name) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view value) {
  return std::ranges::none_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::optional<std::string> what_is_wrong(std::string_view name, std::string_view value) {
  static constexpr std::array<std::string_view, 6> kOurs{"Host",         "Content-Length",
                                                         "Connection",   "Transfer-Encoding",
                                                         "Content-Type", "Accept-Encoding"};
  if (!is_header_name(name)) return "'" + std::string(name) + "' is not a header name";
  if (!is_header_value(value)) return std::string(name) + " has a control character in its value";
  const auto same = [name](std::string_view ours) { return same_header(name, ours); };
  if (std::ranges::any_of(kOurs, same)) return std::string(name) + " is set by Yak itself";
  return std::nullopt;
}

void check_headers(const Settings& settings, std::vector<ConfigIssue>& issues) {
  for (const auto& [name, value] : settings.text_map("headers")) {
    if (auto wrong = what_is_wrong(name, value)) issues.push_back({"headers", std::move(*wrong)});
  }
  for (const char* key : {"organization", "project"}) {
    if (!is_header_value(text_or_empty(settings, key))) {
      issues.push_back({key, "has a control character in it"});
    }
  }
}

void check_key(const Settings& settings, const Endpoint& endpoint,
               std::vector<ConfigIssue>& issues) {
  const Quirks& quirks = quirks_of(flavor_of(settings, endpoint));
  const Secret key = secret_or_empty(settings, "api_key");
  if (!is_header_value(key.reveal())) {
    issues.push_back({"api_key", "has a line break or another control character in it"});
  }
  if (!quirks.needs_key || !key.empty()) return;
  issues.push_back({"api_key", std::string(quirks.label) +
                                   " requires a key; set api_key, or flavor if "
                                   "base_url is a server of your own"});
}

}  // namespace

std::vector<ConfigIssue> validate(const Settings& settings) {
  std::vector<ConfigIssue> issues;
  if (const auto endpoint = parse_endpoint(settings.text("base_url"))) {
    check_key(settings, *endpoint, issues);
  } else {
    issues.push_back({"base_url", endpoint.error().message});
  }
  check_headers(settings, issues);
  if (!is_header_value(secret_or_empty(settings, "admin_key").reveal())) {
    issues.push_back({"admin_key", "has a line break or another control character in it"});
  }
  if (settings.has("extra_body")) {
    const auto extra = parse_extra_body(settings.json("extra_body"));
    if (!extra) issues.push_back({"extra_body", extra.error().message});
  }
  return issues;
}

result<Options> read_options(const Settings& settings) {
  const auto issues = validate(settings);
  if (!issues.empty()) return error(ErrorKind::invalid, issues.front().message);
  Options options;
  options.endpoint = *parse_endpoint(settings.text("base_url"));
  options.api_key = secret_or_empty(settings, "api_key");
  options.admin_key = secret_or_empty(settings, "admin_key");
  options.organization = text_or_empty(settings, "organization");
  options.project = text_or_empty(settings, "project");
  for (auto& [name, value] : settings.text_map("headers"))
    options.headers.emplace_back(name, value);
  options.style.flavor = flavor_of(settings, options.endpoint);
  options.style.stream = settings.boolean("stream");
  options.style.system_role = system_role_of(settings);
  options.style.reasoning = reasoning_of(settings);
  if (settings.has("extra_body")) {
    options.style.extra = *parse_extra_body(settings.json("extra_body"));
  }
  options.max_retries = static_cast<int>(settings.integer("max_retries"));
  options.connect_timeout = settings.duration("connect_timeout");
  options.first_token_timeout = settings.duration("first_token_timeout");
  options.stall_timeout = settings.duration("stall_timeout");
  options.models_lifetime = settings.duration("models_cache");
  if (settings.has("top_up_usd")) options.top_up_usd = settings.number("top_up_usd");
  return options;
}

}  // namespace yak::openai
