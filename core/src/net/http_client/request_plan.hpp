#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "net/http_client/transport/destination.hpp"
#include "net/http_client/transport/proxy_rules.hpp"
#include "net/url.hpp"
#include "yak/http.hpp"
#include "yak/secret.hpp"

namespace yak::net {

/// A request that has been checked: where it goes and the bytes that are sent.
struct RequestPlan {
  std::shared_ptr<const Destination> to;
  Secret head;  ///< request line and headers, up to the body
  std::string body;
  HttpDeadlines deadlines;
  std::size_t max_response_bytes = 0;
  bool is_idempotent = false;
  bool is_head = false;
};

/// Checks `request` and writes its head. `invalid`, before sending, says what is wrong without
/// repeating values.
result<RequestPlan> plan_request(HttpRequest request, const ProxyRules& proxy,
                                 Destinations& destinations);

/// What asks the proxy for a tunnel.
Secret write_connect_head(const Url& url, const ProxyRules& proxy);

}  // namespace yak::net
