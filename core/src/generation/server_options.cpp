// SPDX-License-Identifier: Apache-2.0
#include "generation/server_options.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "config/schema/system_group.hpp"

namespace yak::generation {
namespace {

conversation::OverflowRule overflow_rule(config::LanesConfig::Overflow overflow) {
  switch (overflow) {
    case config::LanesConfig::Overflow::reject_newest: break;
    case config::LanesConfig::Overflow::drop_oldest: return conversation::OverflowRule::drop_oldest;
    case config::LanesConfig::Overflow::coalesce: return conversation::OverflowRule::coalesce;
  }
  return conversation::OverflowRule::reject_newest;
}

}  // namespace

net::ServerOptions public_options(const config::Config& config) {
  const config::ServerConfig& server = config.core().server;
  net::ServerOptions options(server.listen);
  if (server.tls) {
    options.certificate_file = config.resolve(server.tls->certificate);
    options.private_key_file = config.resolve(server.tls->private_key);
  }
  const config::LimitsConfig& limits = server.limits;
  options.max_connections = limits.max_connections;
  options.max_connections_per_address = limits.max_connections_per_address;
  options.proxies = limits.proxies;
  options.max_body_memory = limits.body_memory;
  options.header_timeout = limits.header_timeout;
  options.body_timeout = limits.body_timeout;
  options.idle_timeout = limits.idle_timeout;
  return options;
}

result<net::ServerOptions> admin_socket_options(const config::Config& config) {
  net::ServerOptions options(admin_socket_path(config));
  const auto& name = config.core().admin.group;
  if (!name) return options;
  const auto group = config::find_group(*name);
  if (!group) return group.error();
  options.socket_group = *group;
  return options;
}

net::HttpClientOptions client_options(const config::Config& config) {
  net::HttpClientOptions options;
  const config::HttpConfig& http = config.core().http;
  if (http.proxy) options.proxy = *http.proxy;
  options.no_proxy = http.no_proxy;
  if (http.ca_file) options.ca_file = config.resolve(*http.ca_file);
  return options;
}

delivery::RetryPolicy retry_policy(const config::Config& config) {
  const config::DeliveryConfig& written = config.core().delivery;
  delivery::RetryPolicy policy;
  policy.base = written.retry_base;
  policy.cap = written.retry_cap;
  policy.lifetime = written.lifetime;
  policy.hold = written.in_doubt == config::DeliveryConfig::InDoubt::hold;
  policy.look_up_after = written.look_up_after;
  std::ranges::sort(policy.look_up_after);
  return policy;
}

conversation::LaneOptions lane_options(const config::Config& config) {
  const config::LanesConfig& written = config.core().lanes;
  conversation::LaneOptions options;
  options.backlog = written.backlog;
  options.overflow = overflow_rule(written.overflow);
  options.collect = written.collect;
  options.max_age = written.max_age;
  options.apologises = written.expired == config::LanesConfig::Expired::apologise;
  return options;
}

observe::OtlpTarget otlp_target(const config::Config& config, std::shared_ptr<HttpClient> http) {
  const config::TracingConfig& written = config.core().tracing;
  observe::OtlpTarget target;
  target.url = written.otlp.value_or("");
  for (const auto& [name, value] : written.headers) target.headers.emplace_back(name, value);
  target.http = std::move(http);
  return target;
}

std::string public_url(const config::Config& config) {
  return config.core().server.public_url.value_or("");
}

std::string admin_socket_path(const config::Config& config) {
  const auto& socket = config.core().admin.socket;
  if (socket) return std::filesystem::absolute(config.in_data_dir(*socket));
  // systemd sets it for `RuntimeDirectory=` (systemd.exec(5)).
  if (const char* folder = std::getenv("RUNTIME_DIRECTORY"); folder != nullptr && *folder != '\0') {
    return std::filesystem::path(folder) / "yak.sock";
  }
  return std::filesystem::absolute(config.in_data_dir("yak.sock"));
}

}  // namespace yak::generation
