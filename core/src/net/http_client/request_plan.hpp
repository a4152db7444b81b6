// SPDX-License-Identifier: Apache-2.0
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

/// A validated request: its destination and the bytes to send.
struct RequestPlan {
  std::shared_ptr<const Destination> to;
  Secret head;  ///< request line and headers, up to the body
  std::string body;
  HttpDeadlines deadlines;
  std::size_t max_response_bytes = 0;
  bool is_idempotent = false;
  bool is_head = false;
};

/// Validates `request` and formats its head. Fails with `invalid`, marked as not sent; the error
/// text contains no values of the request.
result<RequestPlan> plan_request(HttpRequest request, const ProxyRules& proxy,
                                 Destinations& destinations);

/// The CONNECT request that asks the proxy for a tunnel.
Secret write_connect_head(const Url& url, const ProxyRules& proxy);

}  // namespace yak::net
