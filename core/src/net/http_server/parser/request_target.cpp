// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/parser/request_target.hpp"

#include <algorithm>

#include "yak/http.hpp"

namespace yak::net {
namespace {

/// Removes a leading `http://` or `https://`; returns false if there is none.
bool take_scheme_of_http(std::string_view& target) noexcept {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!same_header(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    return true;
  }
  return false;
}

}  // namespace

bool has_host_characters(std::string_view value) noexcept {
  return std::ranges::all_of(value, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~!$&'()*+,;=:[]%").find(c) != std::string_view::npos;
  });
}

bool is_request_target(std::string_view method, std::string_view target) noexcept {
  if (target.starts_with('/') || target == "*") return true;
  std::string_view authority = target;
  if (method != "CONNECT" && !take_scheme_of_http(authority)) return false;
  authority = authority.substr(0, authority.find_first_of("/?"));
  return !authority.empty() && has_host_characters(authority);
}

std::pair<std::string_view, std::string_view> split_target(std::string_view target) noexcept {
  if (take_scheme_of_http(target)) {
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
  }
  const std::size_t end = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, end);
  if (path.empty()) path = "/";
  return {path, target.substr(std::min(end + 1, target.size()))};
}

}  // namespace yak::net
