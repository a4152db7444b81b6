// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yak::config {

/// An address to listen on.
struct Endpoint {
  std::string host;  ///< an IPv4 address, an IPv6 address without brackets, or a name
  std::uint16_t port = 0;
};

/// Parses `127.0.0.1:8080`, `[::1]:8080` or `localhost:0`. Returns nothing if `text` is invalid.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

/// The port of `HOST:PORT` if it is a number above 65535; else empty.
[[nodiscard]] std::string_view too_large_port(std::string_view text);

/// True for 127.0.0.0/8, ::1, ::ffff:127.… and `localhost`, which only this machine can reach.
[[nodiscard]] bool is_loopback(const std::string& host);

/// True for an IP address, and for an IP address with a prefix length: `10.0.0.0/8`, `fd00::/8`.
[[nodiscard]] bool is_network(std::string_view text);

/// True for `https://bot.example.com` and `http://10.0.0.1:8080`: a scheme, a host, an optional
/// port and nothing else. An origin therefore cannot contain credentials.
[[nodiscard]] bool is_origin(std::string_view text);

}  // namespace yak::config
