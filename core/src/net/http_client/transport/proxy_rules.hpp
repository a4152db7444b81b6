// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/url.hpp"
#include "yak/error.hpp"
#include "yak/secret.hpp"

namespace yak::net {

/// Decides which requests use the proxy, and holds the proxy's address and credentials. Immutable;
/// thread-safe.
class ProxyRules {
 public:
  /// No proxy.
  ProxyRules() = default;
  /// `url`: `http://[user:password@]host[:port]`, or empty. Fails with `invalid`; the error text
  /// does not contain the URL.
  static result<ProxyRules> create(const Secret& url, std::vector<std::string> exceptions);

  [[nodiscard]] bool applies_to(const Url& url) const;
  [[nodiscard]] const Url& proxy() const { return proxy_; }  ///< without user and password
  /// The value of Proxy-Authorization (RFC 7617), or empty.
  [[nodiscard]] const Secret& authorization() const { return authorization_; }

 private:
  bool configured_ = false;
  Url proxy_;
  Secret authorization_;
  std::vector<std::string> exceptions_;
};

/// Whether `rule` (`*`, `host`, `.domain`, `domain`, each with an optional `:port`) matches `url`.
bool matches_no_proxy(std::string_view rule, const Url& url);

}  // namespace yak::net
