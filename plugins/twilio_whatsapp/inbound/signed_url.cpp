// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/signed_url.hpp"

#include <algorithm>

#include "yak/http.hpp"

namespace yak::twilio {
namespace {

/// The parts of `scheme://userinfo@host:port/path`, each with its punctuation.
struct Pieces {
  std::string_view scheme;    ///< with `://`
  std::string_view userinfo;  ///< with `@`
  std::string_view host;      ///< with the brackets of IPv6
  std::string_view port;      ///< with `:`
  std::string_view path;
};

Pieces split(std::string_view url) noexcept {
  Pieces pieces;
  const std::size_t separator = url.find("://");
  if (separator == std::string_view::npos) {
    pieces.host = url;
    return pieces;
  }
  pieces.scheme = url.substr(0, separator + 3);
  std::string_view authority = url.substr(separator + 3);
  const std::size_t slash = std::min(authority.find('/'), authority.size());
  pieces.path = authority.substr(slash);
  authority = authority.substr(0, slash);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    pieces.userinfo = authority.substr(0, at + 1);
    authority.remove_prefix(at + 1);
  }
  // The colons of an IPv6 address are inside its brackets.
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  pieces.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) pieces.port = authority.substr(colon);
  return pieces;
}

std::string_view default_port(std::string_view scheme) noexcept {
  if (same_header(scheme, "https://")) return ":443";
  if (same_header(scheme, "http://")) return ":80";
  return {};
}

void add_unique(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

std::vector<std::string> spellings(const Pieces& pieces) {
  const auto join = [&pieces](std::string_view userinfo, std::string_view port) {
    std::string url(pieces.scheme);
    return url.append(userinfo).append(pieces.host).append(port).append(pieces.path);
  };
  const std::string_view other_port =
      pieces.port.empty() ? default_port(pieces.scheme) : std::string_view();
  std::vector<std::string> urls;
  for (const std::string_view userinfo : {pieces.userinfo, std::string_view()}) {
    add_unique(urls, join(userinfo, pieces.port));
    add_unique(urls, join(userinfo, other_port));
  }
  return urls;
}

std::string escape_apostrophes(std::string_view query) {
  std::string escaped;
  for (const char c : query) {
    if (c == '\'') {
      escaped += "%27";
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

}  // namespace

SignedUrl::SignedUrl(std::string_view configured) {
  configured = configured.substr(0, configured.find('#'));
  const std::size_t question = std::min(configured.find('?'), configured.size());
  query_ = configured.substr(question);
  bases_ = spellings(split(configured.substr(0, question)));
}

std::vector<std::string> SignedUrl::candidates(std::string_view query, bool query_is_data) const {
  std::vector<std::string> queries;
  const std::string_view own = query_.empty() ? query_ : std::string_view(query_).substr(1);
  if (query == own) {
    queries.push_back(query_);
  } else {
    queries.push_back(query.empty() ? std::string() : "?" + std::string(query));
    if (!query_is_data) add_unique(queries, query_);
  }
  const std::size_t as_received = queries.size();
  for (std::size_t i = 0; i < as_received; ++i) {
    if (queries[i].find('\'') != std::string::npos) {
      add_unique(queries, escape_apostrophes(queries[i]));
    }
  }
  std::vector<std::string> urls;
  urls.reserve(bases_.size() * queries.size());
  for (const std::string& suffix : queries) {
    for (const std::string& base : bases_) urls.push_back(base + suffix);
  }
  return urls;
}

std::string shown_url(std::string_view url) {
  const std::size_t end = std::min(url.find_first_of("?#"), url.size());
  const Pieces pieces = split(url.substr(0, end));
  std::string shown(pieces.scheme);
  return shown.append(pieces.host).append(pieces.port).append(pieces.path).append(url.substr(end));
}

bool has_underscore_host(std::string_view url) noexcept {
  return split(url.substr(0, url.find_first_of("?#"))).host.find('_') != std::string_view::npos;
}

std::string with_query_parameter(std::string_view url, std::string_view name,
                                 std::string_view value) {
  const std::size_t hash = std::min(url.find('#'), url.size());
  std::string extended(url.substr(0, hash));
  extended += extended.find('?') == std::string::npos ? '?' : '&';
  extended.append(name).append("=").append(value).append(url.substr(hash));
  return extended;
}

}  // namespace yak::twilio
