// SPDX-License-Identifier: Apache-2.0
#include "openai/endpoint.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "yak/text/ascii.hpp"

namespace yak::openai {
namespace {

error refuse(std::string_view why) {
  return error(ErrorKind::invalid,
               "base_url " + std::string(why) + "; it should look like https://api.openai.com/v1");
}

/// 0 when `digits` is not a port number.
std::uint16_t parse_port(std::string_view digits) noexcept {
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, port);
  return problem == std::errc() && stopped == end ? port : std::uint16_t{0};
}

}  // namespace

std::string Endpoint::url(std::string_view path) const {
  std::string whole = base;
  whole.append(path);
  whole.append(query);
  return whole;
}

result<Endpoint> parse_endpoint(std::string_view base_url) {
  const auto parsed = boost::urls::parse_uri({base_url.data(), base_url.size()});
  if (!parsed) return refuse("is not a URL");
  const boost::urls::url_view& url = *parsed;
  const bool secure = url.scheme_id() == boost::urls::scheme::https;
  if (!secure && url.scheme_id() != boost::urls::scheme::http) {
    return refuse("is neither http nor https");
  }
  if (url.encoded_host().empty()) return refuse("has no host");
  if (url.has_userinfo()) return refuse("holds a user or password; use api_key or headers");
  if (url.has_fragment()) return refuse("has a fragment (#…)");
  Endpoint endpoint;
  endpoint.host = lower_case(std::string(url.encoded_host()));
  endpoint.port = secure ? 443 : 80;
  if (url.has_port()) endpoint.port = parse_port({url.port().data(), url.port().size()});
  if (endpoint.port == 0) return refuse("has an invalid port");
  endpoint.origin = std::string(secure ? "https://" : "http://") + endpoint.host;
  if (url.has_port()) endpoint.origin += ":" + std::to_string(endpoint.port);
  std::string path(url.encoded_path());
  while (path.ends_with('/')) path.pop_back();
  endpoint.base = endpoint.origin + path;
  if (url.has_query()) endpoint.query = "?" + std::string(url.encoded_query());
  return endpoint;
}

}  // namespace yak::openai
