// SPDX-License-Identifier: Apache-2.0
#include "config/schema/endpoint.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace yak::config {
namespace {

constexpr std::size_t kMaxHostName = 253;  // RFC 1035, section 2.3.4: 255 octets, 253 as text

bool is_port_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name_character(char c) {
  return is_port_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.';
}

bool is_host(const std::string& host, bool bracketed) {
  if (bracketed) {
    in6_addr address;
    return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
  }
  if (host.empty() || host.size() > kMaxHostName || host.front() == '.' || host.front() == '-') {
    return false;
  }
  if (std::ranges::all_of(host, [](char c) { return is_port_digit(c) || c == '.'; })) {
    in_addr address;
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
  }
  return std::ranges::all_of(host, is_name_character);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, is_port_digit))
    return std::nullopt;
  unsigned port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  if (port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const std::optional<std::uint16_t> port = parse_port(text.substr(colon + 1));
  Endpoint endpoint{std::string(host), port.value_or(0)};
  if (!port || !is_host(endpoint.host, bracketed)) return std::nullopt;
  return endpoint;
}

std::string_view too_large_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view port = text.substr(colon + 1);
  const bool is_number = !port.empty() && std::ranges::all_of(port, is_port_digit);
  return is_number && !parse_port(port) ? port : std::string_view();
}

bool is_loopback(const std::string& host) {
  in_addr four;
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) {
    return (ntohl(four.s_addr) >> 24U) == IN_LOOPBACKNET;
  }
  in6_addr six;
  if (::inet_pton(AF_INET6, host.c_str(), &six) == 1) {
    return IN6_IS_ADDR_LOOPBACK(&six) ||
           (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == IN_LOOPBACKNET);
  }
  return host == "localhost";
}

bool is_network(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string address(text.substr(0, slash));
  in_addr four;
  in6_addr six;
  unsigned most = 0;
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) most = 32;
  if (::inet_pton(AF_INET6, address.c_str(), &six) == 1) most = 128;
  if (most == 0 || slash == text.size()) return most != 0;
  const std::string_view digits = text.substr(slash + 1);
  if (digits.empty() || digits.size() > 3 || !std::ranges::all_of(digits, is_port_digit))
    return false;
  unsigned bits = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  return bits <= most;
}

bool is_origin(std::string_view text) {
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return false;
  }
  const bool has_port = !text.ends_with(']') && text.find(':') != std::string_view::npos;
  return parse_endpoint(has_port ? std::string(text) : std::string(text) + ":0").has_value();
}

}  // namespace yak::config
