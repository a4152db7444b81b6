// SPDX-License-Identifier: Apache-2.0
#include "generation/server_options.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "config/schema/system_group.hpp"

namespace yak::generation {
namespace {

conversation::OverflowRule overflow_rule(const std::string& word) {
  if (word == "drop_oldest") return conversation::OverflowRule::drop_oldest;
  if (word == "coalesce") return conversation::OverflowRule::coalesce;
  return conversation::OverflowRule::reject_newest;
}

}  // namespace

net::ServerOptions public_options(const config::Config& config) {
  const Settings server = config.core().object("server");
  net::ServerOptions options(server.text("listen"));
  if (server.has("tls")) {
    const Settings tls = server.object("tls");
    options.certificate_file = config.resolve(tls.text("certificate"));
    options.private_key_file = config.resolve(tls.text("private_key"));
  }
  const Settings limits = server.object("limits");
  options.max_connections = static_cast<std::size_t>(limits.integer("max_connections"));
  options.max_connections_per_address =
      static_cast<std::size_t>(limits.integer("max_connections_per_address"));
  options.proxies = limits.texts("proxies");
  options.max_body_memory = limits.size("body_memory");
  options.header_timeout = limits.duration("header_timeout");
  options.body_timeout = limits.duration("body_timeout");
  options.idle_timeout = limits.duration("idle_timeout");
  return options;
}

result<net::ServerOptions> admin_socket_options(const config::Config& config) {
  net::ServerOptions options(admin_socket_path(config));
  const Settings admin = config.core().object("admin");
  if (!admin.has("group")) return options;
  const auto group = config::find_group(admin.text("group"));
  if (!group) return group.error();
  options.socket_group = *group;
  return options;
}

net::HttpClientOptions client_options(const config::Config& config) {
  net::HttpClientOptions options;
  const Settings http = config.core().object("http");
  if (http.has("proxy")) options.proxy = http.secret("proxy");
  options.no_proxy = http.texts("no_proxy");
  if (http.has("ca_file")) options.ca_file = config.resolve(http.text("ca_file"));
  return options;
}

delivery::RetryPolicy retry_policy(const config::Config& config) {
  const Settings settings = config.core().object("delivery");
  delivery::RetryPolicy policy;
  policy.base = settings.duration("retry_base");
  policy.cap = settings.duration("retry_cap");
  policy.lifetime = settings.duration("lifetime");
  policy.hold = settings.text("in_doubt") == "hold";
  policy.look_up_after = settings.durations("look_up_after");
  std::ranges::sort(policy.look_up_after);
  return policy;
}

conversation::LaneOptions lane_options(const config::Config& config) {
  const Settings settings = config.core().object("lanes");
  conversation::LaneOptions options;
  options.backlog = static_cast<std::size_t>(settings.integer("backlog"));
  options.overflow = overflow_rule(settings.text("overflow"));
  options.collect = settings.duration("collect");
  options.max_age = settings.duration("max_age");
  options.apologises = settings.text("expired") == "apologise";
  return options;
}

observe::OtlpTarget otlp_target(const config::Config& config, std::shared_ptr<HttpClient> http) {
  const Settings settings = config.core().object("tracing");
  observe::OtlpTarget target;
  if (settings.has("otlp")) target.url = settings.text("otlp");
  for (const auto& [name, value] : settings.entries("headers")) {
    target.headers.emplace_back(name, std::get<Secret>(value.node()->data));
  }
  target.http = std::move(http);
  return target;
}

std::string public_url(const config::Config& config) {
  const Settings server = config.core().object("server");
  if (!server.has("public_url")) return {};
  std::string url = server.text("public_url");
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string admin_socket_path(const config::Config& config) {
  const Settings admin = config.core().object("admin");
  if (admin.has("socket"))
    return std::filesystem::absolute(config.in_data_dir(admin.text("socket")));
  // systemd sets it for `RuntimeDirectory=` (systemd.exec(5)).
  if (const char* folder = std::getenv("RUNTIME_DIRECTORY"); folder != nullptr && *folder != '\0') {
    return std::filesystem::path(folder) / "yak.sock";
  }
  return std::filesystem::absolute(config.in_data_dir("yak.sock"));
}

}  // namespace yak::generation
