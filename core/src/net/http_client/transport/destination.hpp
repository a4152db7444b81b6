// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_client/transport/proxy_rules.hpp"
#include "net/url.hpp"

namespace yak::net {

/// The server of a request and the route to it, from the part of the URL before the path.
/// Immutable.
struct Destination {
  enum class Route : std::uint8_t {
    direct,    ///< to the host or the Unix socket
    absolute,  ///< to the proxy, with the absolute URL in the request line (RFC 9112, 3.2.2)
    tunnel,    ///< through the proxy by CONNECT (RFC 9110, section 9.3.6)
  };

  Url url;  ///< with the path `/`
  Route route = Route::direct;
  std::string authority;  ///< the Host header
  std::string peer;       ///< names the server in error texts: `api.openai.com`; no path, no query
  std::string pool_key;   ///< requests with the same key can share a connection
};

/// A cache of destinations, so that a URL is not parsed for every request. Not thread-safe.
class Destinations {
 public:
  /// Maximum number of entries; above it, the oldest is evicted.
  static constexpr std::size_t kMax = 32;

  /// The destination of `url`. Fails with `invalid`, marked as not sent, if `url` cannot be parsed
  /// or contains a user.
  result<std::shared_ptr<const Destination>> find(std::string_view url, const ProxyRules& proxy);

 private:
  struct Known {
    std::string origin;  // as written in the URL
    std::shared_ptr<const Destination> destination;
  };

  std::vector<Known> known_;
};

}  // namespace yak::net
