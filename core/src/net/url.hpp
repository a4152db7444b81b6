// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::net {

/// An absolute URL, split into the parts of a request. The fragment is dropped (RFC 9110, section
/// 7.1).
struct Url {
  enum class Scheme : std::uint8_t { http, https, unix_socket };

  Url() = default;

  /// `host[:port]` without a default port. Used as the Host header and to name the peer in error
  /// texts.
  [[nodiscard]] std::string authority() const;
  /// `https://host:443`. Connections with the same origin can be shared.
  [[nodiscard]] std::string origin() const;

  Scheme scheme = Scheme::http;
  std::string host;  ///< lower case, IPv6 without brackets; for unix_socket the socket's path
  std::uint16_t port = 0;
  bool is_address = false;  ///< `host` is an IP address
  std::string target;       ///< path and query as written; at least `/`
  std::string userinfo;     ///< `user:password`, still percent-encoded; must not be logged
};

/// The part of a URL that identifies the server, `scheme://authority`; the whole URL if it has no
/// path.
std::string_view origin_part(std::string_view url);

/// Path and query as written in a request line; at least `/`. Fails with `invalid` if any part of
/// `url` has a character that is not allowed in a URL.
result<std::string> request_target(std::string_view url);

/// Parses `http://`, `https://` and `http+unix://<percent-encoded socket path>/…` (the form that
/// requests-unixsocket and Docker's tools use). Fails with `invalid`; the error text contains
/// neither the user nor the query.
result<Url> parse_url(std::string_view text);

}  // namespace yak::net
