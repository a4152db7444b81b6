// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/proxy_rules.hpp"

#include <algorithm>

#include "yak/http.hpp"

namespace yak::net {
namespace {

/// Splits `host:port` at the colon. An IPv6 address is in brackets, or bare and without a port.
std::pair<std::string_view, std::string_view> split_port(std::string_view rule) {
  if (rule.starts_with('[')) {
    const std::size_t end = std::min(rule.find(']'), rule.size() - 1);
    const std::string_view rest = rule.substr(end + 1);
    return {rule.substr(1, end - 1), rest.starts_with(':') ? rest.substr(1) : std::string_view()};
  }
  const std::size_t colon = rule.find(':');
  if (colon == std::string_view::npos || rule.find(':', colon + 1) != std::string_view::npos) {
    return {rule, {}};
  }
  return {rule.substr(0, colon), rule.substr(colon + 1)};
}

bool ends_with_domain(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
         same_header(host.substr(host.size() - domain.size()), domain);
}

}  // namespace

result<ProxyRules> ProxyRules::create(const Secret& url, std::vector<std::string> exceptions) {
  ProxyRules rules;
  if (url.empty()) return rules;
  auto parsed = parse_url(url.reveal());
  if (!parsed) return error(ErrorKind::invalid, "proxy: " + parsed.error().message);
  if (parsed->scheme != Url::Scheme::http) {
    return error(ErrorKind::invalid, "proxy: only http:// proxies are supported");
  }
  if (!parsed->userinfo.empty()) {
    rules.authorization_ =
        Secret(basic_authorization(Secret(percent_decode(parsed->userinfo, false))));
    parsed->userinfo.clear();
  }
  rules.proxy_ = *std::move(parsed);
  rules.exceptions_ = std::move(exceptions);
  rules.configured_ = true;
  return rules;
}

bool ProxyRules::applies_to(const Url& url) const {
  if (!configured_ || url.scheme == Url::Scheme::unix_socket) return false;
  return std::ranges::none_of(
      exceptions_, [&url](const std::string& rule) { return matches_no_proxy(rule, url); });
}

bool matches_no_proxy(std::string_view rule, const Url& url) {
  auto [host, port] = split_port(rule);
  if (!port.empty() && port != std::to_string(url.port)) return false;
  if (host == "*") return true;
  if (host.starts_with('.')) host.remove_prefix(1);
  if (host.empty()) return false;
  return same_header(host, url.host) || (!url.is_address && ends_with_domain(url.host, host));
}

}  // namespace yak::net
