// SPDX-License-Identifier: Apache-2.0
#include "config/schema/core_sections.hpp"

#include <utility>

namespace yak::config::sections {
namespace {

constexpr double kLeastBodyMemory = 1 << 20;
constexpr double kMostBodyMemory = 1LL << 40;

Schema tls() {
  return Schema{
      Field::text("certificate", "PEM file with the certificate and its chain.").required(),
      Field::text("private_key", "PEM file with the certificate's private key.").required(),
  };
}

Schema limits() {
  return Schema{
      Field::integer("max_connections",
                     "Maximum open connections. A further connection replaces the one that has "
                     "been idle longest; if none is idle, it is refused. Lowered if the process's "
                     "limit of open files requires it.")
          .defaults_to("10000")
          .between(1, 1'000'000),
      Field::integer("max_connections_per_address",
                     "Maximum open connections per address (IPv6: per /64), at most half of "
                     "`max_connections`. Does not apply to loopback and `proxies`.")
          .defaults_to("1000")
          .between(1, 1'000'000),
      texts("proxies",
            "Addresses or networks (10.0.0.0/8) of reverse proxies in front of Yak, which forward "
            "the requests of many clients from one address.")
          .defaults_to("[]"),
      Field::size("body_memory",
                  "Memory for the bodies of all requests together, not counting the first 8 KiB of "
                  "each. A request that would exceed it is refused.")
          .defaults_to("64MiB")
          .between(kLeastBodyMemory, kMostBodyMemory),
      Field::duration("header_timeout", "Maximum time for a client to send the head of a request.")
          .defaults_to("10s")
          .between(kSecond, 10 * kMinute),
      Field::duration("body_timeout", "Maximum time for a client to send the body of a request.")
          .defaults_to("15s")
          .between(kSecond, 10 * kMinute),
      Field::duration("idle_timeout", "Maximum idle time of a connection between requests.")
          .defaults_to("75s")
          .between(kSecond, kHour),
  };
}

}  // namespace

Schema server() {
  return Schema{
      Field::text("listen",
                  "HOST:PORT of the public server: the plugins' routes, /livez and /readyz.")
          .defaults_to("0.0.0.0:8080"),
      Field::text("public_url",
                  "The public origin of this server, without a path: https://bot.example.com. "
                  "Webhook signatures are checked against it, not against headers of the request."),
      Field::object("tls", "Serve HTTPS. Without it, a reverse proxy must terminate TLS.", tls()),
      Field::integer("threads", "Number of event loops; 0: one per core.")
          .defaults_to("0")
          .between(0, 256),
      Field::object("limits", "Limits for clients.", limits()),
      Field::duration("drain_timeout", "At shutdown, how long to wait for running turns to end.")
          .defaults_to("25s")
          .between(0, kHour),
  };
}

Schema admin() {
  return Schema{
      Field::text("socket",
                  "Unix socket for the command line. Default: yak.sock in $RUNTIME_DIRECTORY, "
                  "else in `data_dir`."),
      Field::text("group",
                  "System group whose members may also open the socket, and thus administer Yak. "
                  "The daemon's user must be a member. Without it: the socket's owner only."),
      Field::text("listen",
                  "HOST:PORT for GET /metrics and, if `token` is set, for /api/v1. Without it, "
                  "neither is served over TCP. An address other than loopback requires `token`."),
      Field::secret(
          "token",
          "Bearer token for /api/v1 over TCP. Without it, /api/v1 is served on the socket "
          "only.")
          .between(16, 1024),
      texts("hosts",
            "Host names accepted for GET /metrics on `listen`, in addition to IP addresses, "
            "localhost and names without a dot. Protects against DNS rebinding: a web page must "
            "not read the metrics through a browser that can reach `listen`.")
          .defaults_to("[]"),
  };
}

Schema http() {
  return Schema{
      Field::secret("proxy",
                    "http://[USER:PASSWORD@]HOST:PORT of the proxy for all outgoing requests. The "
                    "proxy variables of the environment are ignored."),
      texts("no_proxy",
            "Hosts reached without the proxy: a host name, which also matches its subdomains, or "
            "`*`, each with an optional :PORT.")
          .defaults_to("[]"),
      Field::text("ca_file",
                  "PEM file with certificate authorities to trust in addition to the system's."),
  };
}

}  // namespace yak::config::sections
