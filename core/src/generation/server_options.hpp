#pragma once

#include <memory>
#include <string>

#include "config/config.hpp"
#include "conversation/lanes/lane_options.hpp"
#include "delivery/delivery_machine.hpp"
#include "net/http_client/http_client.hpp"
#include "net/http_server/http_server.hpp"
#include "observe/tracing/otlp_exporter.hpp"
#include "yak/error.hpp"

/// The core's settings as the parts of the core take them. Pure, but for the system's groups.
namespace yak::generation {

net::ServerOptions public_options(const config::Config& config);
/// Of the admin socket. Fails where admin.group is no group of this system.
result<net::ServerOptions> admin_socket_options(const config::Config& config);
net::HttpClientOptions client_options(const config::Config& config);
delivery::RetryPolicy retry_policy(const config::Config& config);
conversation::LaneOptions lane_options(const config::Config& config);
/// Where traces go, through `http`.
observe::OtlpTarget otlp_target(const config::Config& config, std::shared_ptr<HttpClient> http);
/// `server.public_url` without a trailing slash; empty when it is not set.
std::string public_url(const config::Config& config);
/// Where the admin socket of this configuration is: `admin.socket`, else in $RUNTIME_DIRECTORY,
/// else beside the store.
std::string admin_socket_path(const config::Config& config);

}  // namespace yak::generation
