// SPDX-License-Identifier: Apache-2.0
#include "admin/host_check.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "yak/http.hpp"

namespace yak::admin {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return host;
    const std::string_view rest = host.substr(end + 1);
    return rest.empty() || rest.starts_with(':') ? host.substr(1, end - 1) : host;
  }
  host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool is_ip_address(std::string_view host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(host, failure);
  return !failure;
}

}  // namespace

bool is_own_host(std::string_view host, const std::vector<std::string>& names) {
  const std::string_view name = without_port(host);
  if (name.find('.') == std::string_view::npos && name.find(':') == std::string_view::npos) {
    return true;
  }
  if (is_ip_address(name)) return true;
  return std::ranges::any_of(
      names, [&](const std::string& own) { return same_header(without_port(own), name); });
}

}  // namespace yak::admin
