// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

#include "yak/http.hpp"

namespace yak::net {
namespace {

// sockaddr_un::sun_path holds 108 bytes including the terminating null byte (unix(7)).
constexpr std::size_t kMaxSocketPath = 107;
// RFC 1035, section 2.3.4.
constexpr std::size_t kMaxHost = 255;

error bad_url(std::string why) { return {ErrorKind::invalid, "URL " + std::move(why)}; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_url_char(char c) { return c > ' ' && c < '\x7f' && c != '\\' && c != '"'; }

std::optional<Url::Scheme> take_scheme(std::string_view& rest) {
  const std::size_t end = rest.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view name = rest.substr(0, end);
  rest.remove_prefix(end + 3);
  if (same_header(name, "http")) return Url::Scheme::http;
  if (same_header(name, "https")) return Url::Scheme::https;
  if (same_header(name, "http+unix")) return Url::Scheme::unix_socket;
  return std::nullopt;
}

result<void> set_port(Url& url, std::string_view digits) {
  unsigned value = 0;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || value == 0 || value > 65535) {
    return bad_url("has a port that is not from 1 to 65535");
  }
  url.port = static_cast<std::uint16_t>(value);
  return {};
}

result<void> set_bracketed_host(Url& url, std::string_view authority) {
  const std::size_t end = authority.find(']');
  if (end == std::string_view::npos) return bad_url("has an unclosed bracket");
  boost::system::error_code failure;
  const std::string text(authority.substr(1, end - 1));
  const auto address = boost::asio::ip::make_address_v6(text, failure);
  if (failure || text.find('%') != std::string::npos) return bad_url("has a bad IPv6 address");
  url.host = address.to_string();
  url.is_address = true;
  authority.remove_prefix(end + 1);
  if (authority.empty()) return {};
  if (authority.front() != ':') return bad_url("has text after its IPv6 address");
  return set_port(url, authority.substr(1));
}

result<void> set_host(Url& url, std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') return set_bracketed_host(url, authority);
  const std::size_t colon = authority.find(':');
  url.host.assign(authority.substr(0, colon));
  std::ranges::transform(url.host, url.host.begin(), lower);
  if (url.host.empty()) return bad_url("has no host");
  if (url.host.size() > kMaxHost || !std::ranges::all_of(url.host, is_host_char)) {
    return bad_url("has an invalid host name");
  }
  boost::system::error_code failure;
  boost::asio::ip::make_address_v4(url.host, failure);
  url.is_address = !failure;
  if (colon == std::string_view::npos) return {};
  return set_port(url, authority.substr(colon + 1));
}

result<void> set_socket_path(Url& url, std::string_view authority) {
  url.host = percent_decode(authority, false);
  if (url.host.empty() || url.host.find('\0') != std::string::npos) {
    return bad_url("has no socket path");
  }
  if (url.host.size() > kMaxSocketPath) return bad_url("has a socket path longer than 107 bytes");
  return {};
}

result<void> set_authority(Url& url, std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    url.userinfo.assign(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  if (url.scheme == Url::Scheme::unix_socket) return set_socket_path(url, authority);
  url.port = url.scheme == Url::Scheme::https ? 443 : 80;
  return set_host(url, authority);
}

}  // namespace

std::string_view origin_part(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return url;
  return url.substr(0, url.find_first_of("/?#", scheme_end + 3));
}

result<std::string> request_target(std::string_view url) {
  if (!std::ranges::all_of(url, is_url_char)) {
    return bad_url("has a space, a control character or one outside ASCII");
  }
  std::string_view rest = url.substr(origin_part(url).size());
  rest = rest.substr(0, rest.find('#'));
  std::string target;
  target.reserve(rest.size() + 1);
  if (rest.empty() || rest.front() != '/') target = "/";
  target += rest;
  return target;
}

result<Url> parse_url(std::string_view text) {
  auto target = request_target(text);
  if (!target) return target.error();
  Url url;
  std::string_view authority = origin_part(text);
  const auto scheme = take_scheme(authority);
  if (!scheme) return bad_url("does not begin with http:// or https://");
  url.scheme = *scheme;
  if (const auto set = set_authority(url, authority); !set) return set.error();
  url.target = *std::move(target);
  return url;
}

std::string Url::authority() const {
  if (scheme == Scheme::unix_socket) return "localhost";
  const bool is_v6 = host.find(':') != std::string::npos;
  std::string text = is_v6 ? "[" + host + "]" : host;
  if (port != (scheme == Scheme::https ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

std::string Url::origin() const {
  if (scheme == Scheme::unix_socket) return "http+unix://" + host;
  return (scheme == Scheme::https ? "https://" : "http://") + host + ":" + std::to_string(port);
}

}  // namespace yak::net
