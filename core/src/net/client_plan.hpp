#pragma once

#include <cstdint>
#include <string>

#include "net/client_proxy.hpp"
#include "net/url.hpp"
#include "yak/http.hpp"

namespace yak::net {

/// A request that has been checked: where it goes, over what connection, and its first bytes.
struct RequestPlan {
  enum class Route : std::uint8_t {
    direct,    ///< to the host, or the Unix socket, itself
    absolute,  ///< to the proxy, with the whole URL in the request line (RFC 9112, section 3.2.2)
    tunnel,    ///< through the proxy by CONNECT (RFC 9110, section 9.3.6)
  };

  Url url;
  Route route = Route::direct;
  std::string peer;      ///< who it is, in messages: `api.openai.com`; never a path or a query
  std::string pool_key;  ///< requests with the same key can share a connection
  std::string head;      ///< request line and headers, up to the body
  bool is_idempotent = false;
  bool is_head = false;
};

/// Checks `request` and writes its head. `invalid`, before sending, says what is wrong without
/// repeating values.
result<RequestPlan> plan_request(const HttpRequest& request, const ProxyRules& proxy);

/// What asks the proxy for a tunnel.
std::string write_connect_head(const Url& url, const ProxyRules& proxy);

}  // namespace yak::net
