// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "config/config.hpp"
#include "conversation/lanes/lane_options.hpp"
#include "delivery/outbox/delivery_machine.hpp"
#include "net/http_client/http_client.hpp"
#include "net/http_server/http_server.hpp"
#include "observe/tracing/otlp_exporter.hpp"
#include "yak/error.hpp"

/// Converts the core's settings to the option types of its parts. Pure, except that
/// admin_socket_options reads the system's groups and admin_socket_path the environment.
namespace yak::generation {

net::ServerOptions public_options(const config::Config& config);
/// Options of the admin socket. Fails if the group `admin.group` does not exist on this system.
result<net::ServerOptions> admin_socket_options(const config::Config& config);
net::HttpClientOptions client_options(const config::Config& config);
delivery::RetryPolicy retry_policy(const config::Config& config);
conversation::LaneOptions lane_options(const config::Config& config);
/// The target of trace exports, which are sent through `http`.
observe::OtlpTarget otlp_target(const config::Config& config, std::shared_ptr<HttpClient> http);
/// Returns `server.public_url` without a trailing slash; empty if it is not set.
std::string public_url(const config::Config& config);
/// Returns the path of the admin socket: `admin.socket`, else `yak.sock` in $RUNTIME_DIRECTORY,
/// else in `data_dir`.
std::string admin_socket_path(const config::Config& config);

}  // namespace yak::generation
