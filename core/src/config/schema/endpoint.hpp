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

/// `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`. Nothing where it is no such thing.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

/// The port of `HOST:PORT` where it is a number above 65535; else empty.
[[nodiscard]] std::string_view too_large_port(std::string_view text);

/// True for 127.0.0.0/8, ::1 (also as ::ffff:127.…) and `localhost`: nobody but this machine can
/// reach it.
[[nodiscard]] bool is_loopback(const std::string& host);

/// True for an IP address, and for one with the number of bits that are its network's:
/// `10.0.0.0/8`, `fd00::/8`.
[[nodiscard]] bool is_network(std::string_view text);

/// True for `https://bot.example.com` and `http://10.0.0.1:8080`: a scheme, a host, maybe a port,
/// and nothing else, so that it can hold no credentials either.
[[nodiscard]] bool is_origin(std::string_view text);

}  // namespace yak::config
