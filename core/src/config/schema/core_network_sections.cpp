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
                     "Open connections. One more takes the place of the one that has waited "
                     "longest for a request; where none waits it is refused. Lowered to what the "
                     "process's open files allow.")
          .defaults_to("10000")
          .between(1, 1'000'000),
      Field::integer("max_connections_per_address",
                     "Open connections of one address (of IPv6: of its /64), at most half of "
                     "`max_connections`. Loopback and `proxies` are not held to it.")
          .defaults_to("1000")
          .between(1, 1'000'000),
      texts("proxies",
            "Addresses or networks (10.0.0.0/8) of the proxies in front of Yak, through which many "
            "people come from one address.")
          .defaults_to("[]"),
      Field::size("body_memory",
                  "Memory for the bodies of all requests together, but for the first 8 KiB of "
                  "each. A request for which there is none left is refused.")
          .defaults_to("64MiB")
          .between(kLeastBodyMemory, kMostBodyMemory),
      Field::duration("header_timeout", "How long a client may take to send a request's head.")
          .defaults_to("10s")
          .between(kSecond, 10 * kMinute),
      Field::duration("body_timeout", "How long a client may take to send a request's body.")
          .defaults_to("15s")
          .between(kSecond, 10 * kMinute),
      Field::duration("idle_timeout", "How long a connection may stay open between requests.")
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
                  "The origin under which the world reaches this server, without a path: "
                  "https://bot.example.com. Webhooks are checked against it, never against what "
                  "a request says about itself."),
      Field::object("tls", "Serve HTTPS. Without it something in front must.", tls()),
      Field::integer("threads", "Event loops; 0 is one a core.").defaults_to("0").between(0, 256),
      Field::object("limits", "What one client may take.", limits()),
      Field::duration("drain_timeout", "At shutdown, how long turns under way may take to end.")
          .defaults_to("25s")
          .between(0, kHour),
  };
}

Schema admin() {
  return Schema{
      Field::text("socket",
                  "Unix socket for the command line. Without it: yak.sock in $RUNTIME_DIRECTORY, "
                  "else in `data_dir`."),
      Field::text("group",
                  "Group of the system whose members may open the socket too, and so administer "
                  "Yak. The daemon's user must be a member. Without it: its owner only."),
      Field::text("listen",
                  "HOST:PORT for GET /metrics, and with `token` for /api/v1. Without it: neither "
                  "over TCP. An address that others than this machine can reach needs `token`."),
      Field::secret("token",
                    "Bearer token of /api/v1 over TCP. Without it /api/v1 is on the socket only.")
          .between(16, 1024),
      texts("hosts",
            "Names under which GET /metrics may be asked for on `listen`, beside addresses, "
            "localhost and names without a dot: a web page must not read it through the browser of "
            "somebody who can reach it.")
          .defaults_to("[]"),
  };
}

Schema http() {
  return Schema{
      Field::secret("proxy",
                    "http://[USER:PASSWORD@]HOST:PORT through which every outgoing request goes. "
                    "The environment's proxy variables are not read."),
      texts("no_proxy",
            "Hosts reached without the proxy; a leading dot stands for all hosts below.")
          .defaults_to("[]"),
      Field::text("ca_file", "PEM file with the authorities to trust instead of the system's."),
  };
}

}  // namespace yak::config::sections
