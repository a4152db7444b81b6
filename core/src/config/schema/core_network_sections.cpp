// SPDX-License-Identifier: Apache-2.0
#include "config/schema/core_sections.hpp"

#include <utility>

namespace yak::config::sections {
namespace {

constexpr double kLeastBodyMemory = 1 << 20;
constexpr double kMaxBodyMemory = 1LL << 40;

Section<TlsConfig> tls() {
  return Section<TlsConfig>()
      .key(&TlsConfig::certificate,
           Field::text("certificate", "PEM file with the certificate and its chain.").required())
      .key(&TlsConfig::private_key,
           Field::text("private_key", "PEM file with the certificate's private key.").required());
}

Section<LimitsConfig> limits() {
  return Section<LimitsConfig>()
      .key(&LimitsConfig::max_connections,
           Field::integer(
               "max_connections",
               "Maximum open connections. A further connection replaces the one that has "
               "been idle longest; if none is idle, it is refused. Lowered if the process's "
               "limit of open files requires it.")
               .defaults_to("10000")
               .between(1, 1'000'000))
      .key(&LimitsConfig::max_connections_per_address,
           Field::integer("max_connections_per_address",
                          "Maximum open connections per address (IPv6: per /64), at most half of "
                          "`max_connections`. Does not apply to loopback and `proxies`.")
               .defaults_to("1000")
               .between(1, 1'000'000))
      .key(&LimitsConfig::proxies, texts("proxies",
                                         "Addresses or networks (10.0.0.0/8) of reverse proxies in "
                                         "front of Yak, which forward "
                                         "the requests of many clients from one address.")
                                       .defaults_to("[]"))
      .key(&LimitsConfig::body_memory,
           Field::size(
               "body_memory",
               "Memory for the bodies of all requests together, not counting the first 8 KiB of "
               "each. A request that would exceed it is refused.")
               .defaults_to("64MiB")
               .between(kLeastBodyMemory, kMaxBodyMemory))
      .key(&LimitsConfig::header_timeout,
           Field::duration("header_timeout",
                           "Maximum time for a client to send the head of a request.")
               .defaults_to("10s")
               .between(kSecond, 10 * kMinute))
      .key(&LimitsConfig::body_timeout,
           Field::duration("body_timeout",
                           "Maximum time for a client to send the body of a request.")
               .defaults_to("15s")
               .between(kSecond, 10 * kMinute))
      .key(&LimitsConfig::idle_timeout,
           Field::duration("idle_timeout", "Maximum idle time of a connection between requests.")
               .defaults_to("75s")
               .between(kSecond, kHour));
}

}  // namespace

Section<ServerConfig> server() {
  return Section<ServerConfig>()
      .key(&ServerConfig::listen,
           Field::text("listen",
                       "HOST:PORT of the public server: the plugins' routes, /livez and /readyz.")
               .defaults_to("0.0.0.0:8080"))
      .key(&ServerConfig::public_url,
           Field::text(
               "public_url",
               "The public origin of this server, without a path: https://bot.example.com. "
               "Webhook signatures are checked against it, not against headers of the request."))
      .object(&ServerConfig::tls, "tls",
              "Serve HTTPS. Without it, a reverse proxy must terminate TLS.", tls())
      .key(&ServerConfig::threads,
           Field::integer("threads", "Number of event loops; 0: one per core.")
               .defaults_to("0")
               .between(0, 256))
      .object(&ServerConfig::limits, "limits", "Limits for clients.", limits())
      .key(&ServerConfig::drain_timeout,
           Field::duration("drain_timeout",
                           "At shutdown, how long to wait for running turns to end.")
               .defaults_to("25s")
               .between(0, kHour));
}

Section<AdminConfig> admin() {
  return Section<AdminConfig>()
      .key(&AdminConfig::socket,
           Field::text("socket",
                       "Unix socket for the command line. Default: yak.sock in $RUNTIME_DIRECTORY, "
                       "else in `data_dir`."))
      .key(&AdminConfig::group,
           Field::text(
               "group",
               "System group whose members may also open the socket, and thus administer Yak. "
               "The daemon's user must be a member. Without it: the socket's owner only."))
      .key(&AdminConfig::listen,
           Field::text(
               "listen",
               "HOST:PORT for GET /metrics and, if `token` is set, for /api/v1. Without it, "
               "neither is served over TCP. An address other than loopback requires `token`."))
      .key(&AdminConfig::token,
           Field::secret(
               "token",
               "Bearer token for /api/v1 over TCP. Without it, /api/v1 is served on the socket "
               "only.")
               .between(16, 1024))
      .key(&AdminConfig::hosts,
           texts(
               "hosts",
               "Host names accepted for GET /metrics on `listen`, in addition to IP addresses, "
               "localhost and names without a dot. Protects against DNS rebinding: a web page must "
               "not read the metrics through a browser that can reach `listen`.")
               .defaults_to("[]"));
}

Section<HttpConfig> http() {
  return Section<HttpConfig>()
      .key(&HttpConfig::proxy,
           Field::secret(
               "proxy",
               "http://[USER:PASSWORD@]HOST:PORT of the proxy for all outgoing requests. The "
               "proxy variables of the environment are ignored."))
      .key(
          &HttpConfig::no_proxy,
          texts(
              "no_proxy",
              "Hosts reached without the proxy: a host name, which also matches its subdomains, or "
              "`*`, each with an optional :PORT.")
              .defaults_to("[]"))
      .key(&HttpConfig::ca_file,
           Field::text(
               "ca_file",
               "PEM file with certificate authorities to trust in addition to the system's."));
}

}  // namespace yak::config::sections
