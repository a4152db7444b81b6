// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/destination.hpp"

#include <algorithm>

namespace yak::net {
namespace {

std::shared_ptr<const Destination> make_destination(Url url, const ProxyRules& proxy) {
  using Route = Destination::Route;
  auto made = std::make_shared<Destination>();
  if (proxy.applies_to(url)) {
    made->route = url.scheme == Url::Scheme::https ? Route::tunnel : Route::absolute;
  }
  made->authority = url.authority();
  made->peer = url.scheme == Url::Scheme::unix_socket ? url.host : made->authority;
  made->pool_key =
      made->route == Route::absolute ? "proxy " + proxy.proxy().origin() : url.origin();
  made->url = std::move(url);
  return made;
}

}  // namespace

result<std::shared_ptr<const Destination>> Destinations::find(std::string_view url,
                                                              const ProxyRules& proxy) {
  const std::string_view origin = origin_part(url);
  const auto found = std::ranges::find(known_, origin, &Known::origin);
  if (found != known_.end()) return found->destination;
  auto parsed = parse_url(origin);
  if (!parsed) return std::move(parsed.error()).before_sending();
  if (!parsed->userinfo.empty()) {
    return error(ErrorKind::invalid, "URL has a user or password: use an Authorization header")
        .before_sending();
  }
  auto made = make_destination(*std::move(parsed), proxy);
  if (known_.size() == kMax) known_.erase(known_.begin());
  known_.push_back({std::string(origin), made});
  return made;
}

}  // namespace yak::net
