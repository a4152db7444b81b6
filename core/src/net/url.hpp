#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::net {

/// An absolute URL, cut into what a request needs. The fragment is dropped (RFC 9110, section 7.1).
struct Url {
  enum class Scheme : std::uint8_t { http, https, unix_socket };

  Url() = default;

  /// `host[:port]` without a default port: the Host header, and the name of the peer in messages.
  [[nodiscard]] std::string authority() const;
  /// Tells connections apart: `https://host:443`.
  [[nodiscard]] std::string origin() const;

  Scheme scheme = Scheme::http;
  std::string host;  ///< lower case, IPv6 without brackets; of unix_socket: the socket's path
  std::uint16_t port = 0;
  bool is_address = false;  ///< `host` is an IP address
  std::string target;       ///< path and query as written, `/` at least
  std::string userinfo;     ///< `user:password`, still percent-encoded; never to be logged
};

/// The part of a URL that says where its server is, `scheme://authority`; all of it if there is no
/// path.
std::string_view origin_part(std::string_view url);

/// Path and query as they go into a request line, `/` at least. `invalid` as parse_url for
/// characters that no URL has, anywhere in `url`.
result<std::string> request_target(std::string_view url);

/// Parses `http://`, `https://` and `http+unix://<percent-encoded socket path>/…` (the form that
/// requests-unixsocket and Docker's tools use). Failures are `invalid`, and name neither user nor
/// query.
result<Url> parse_url(std::string_view text);

}  // namespace yak::net
