#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_client/transport/proxy_rules.hpp"
#include "net/url.hpp"

namespace yak::net {

/// Where requests go and over what connection: all that their URLs say up to the path. Immutable.
struct Destination {
  enum class Route : std::uint8_t {
    direct,    ///< to the host, or the Unix socket, itself
    absolute,  ///< to the proxy, with the whole URL in the request line (RFC 9112, section 3.2.2)
    tunnel,    ///< through the proxy by CONNECT (RFC 9110, section 9.3.6)
  };

  Url url;  ///< with `/` for its path
  Route route = Route::direct;
  std::string authority;  ///< the Host header
  std::string peer;       ///< who it is, in messages: `api.openai.com`; never a path or a query
  std::string pool_key;   ///< requests with the same key can share a connection
};

/// The destinations asked last, so that a URL is not taken apart for every request. Not
/// thread-safe.
class Destinations {
 public:
  /// At most so many are remembered; then the one that was found first is forgotten.
  static constexpr std::size_t kMax = 32;

  /// Where `url` leads. `invalid`, before sending, for what is no URL or names a user.
  result<std::shared_ptr<const Destination>> find(std::string_view url, const ProxyRules& proxy);

 private:
  struct Known {
    std::string origin;  // as written in the URL
    std::shared_ptr<const Destination> destination;
  };

  std::vector<Known> known_;
};

}  // namespace yak::net
