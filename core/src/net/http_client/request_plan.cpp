// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/request_plan.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/version.hpp"

namespace yak::net {
namespace {

const std::string& user_agent() {
  static const std::string kAgent = "yak/" + std::string(base::version());
  return kAgent;
}

error bad_request(std::string message) {
  return error(ErrorKind::invalid, std::move(message)).before_sending();
}

constexpr std::array<bool, 256> kTokenChars = [] {
  constexpr std::string_view kAll =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~";
  std::array<bool, 256> table{};
  for (const char c : kAll) table.at(static_cast<unsigned char>(c)) = true;
  return table;
}();

/// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return kTokenChars[static_cast<unsigned char>(c)];
  });
}

/// RFC 9110, section 5.5: no control characters except the tab.
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 127); });
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [name](auto other) { return same_header(name, other); });
}

/// Headers that the client sets itself; values in the request are ignored.
bool is_own(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kOwn{"Host", "Content-Length", "Connection",
                                                        "Accept-Encoding", "Proxy-Authorization"};
  return is_one_of(name, kOwn);
}

/// Headers that would change the framing of the request or the kind of the response.
bool is_framing(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kFraming{
      "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "Keep-Alive", "Proxy-Connection"};
  return is_one_of(name, kFraming);
}

bool is_idempotent(std::string_view method) {
  static constexpr std::array<std::string_view, 6> kIdempotent{"GET",    "HEAD",    "PUT",
                                                               "DELETE", "OPTIONS", "TRACE"};
  return std::ranges::find(kIdempotent, method) != kIdempotent.end();
}

bool expects_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

result<void> check_request(const HttpRequest& request) {
  if (!is_token(request.method) || request.method == "CONNECT") {
    return bad_request("the request method is invalid");
  }
  for (const Header& header : request.headers) {
    if (!is_token(header.name)) return bad_request("the name of a request header is invalid");
    if (!is_field_value(header.value)) {
      return bad_request("request header " + header.name + " has a control character");
    }
    if (is_framing(header.name)) {
      return bad_request("request header " + header.name + " cannot be set by the caller");
    }
  }
  return {};
}

void add_header(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

/// An upper bound for the size of `write_head`'s output. The head may contain secrets, and a
/// reallocation would leave a copy in freed memory.
std::size_t room_for_head(const HttpRequest& request, const Destination& to,
                          std::string_view target, const ProxyRules& proxy) {
  constexpr std::size_t kOwnLines = 160;
  constexpr std::size_t kAroundHeader = 4;
  std::size_t room = kOwnLines + request.method.size() + target.size() + 2 * to.authority.size() +
                     user_agent().size() + proxy.authorization().reveal().size();
  for (const Header& header : request.headers) {
    room += header.name.size() + header.value.size() + kAroundHeader;
  }
  return room;
}

Secret write_head(const HttpRequest& request, const Destination& to, std::string_view target,
                  const ProxyRules& proxy) {
  std::string head;
  head.reserve(room_for_head(request, to, target, proxy));
  head.append(request.method).append(" ");
  const bool absolute = to.route == Destination::Route::absolute;
  if (absolute) head.append("http://").append(to.authority);
  head.append(target).append(" HTTP/1.1\r\n");
  add_header(head, "Host", to.authority);
  bool names_agent = false;
  for (const Header& header : request.headers) {
    if (is_own(header.name)) continue;
    names_agent = names_agent || same_header(header.name, "User-Agent");
    add_header(head, header.name, header.value);
  }
  if (!names_agent) add_header(head, "User-Agent", user_agent());
  add_header(head, "Accept-Encoding", "identity");
  if (absolute && !proxy.authorization().empty()) {
    add_header(head, "Proxy-Authorization", proxy.authorization().reveal());
  }
  if (!request.body.empty() || expects_body(request.method)) {
    add_header(head, "Content-Length", std::to_string(request.body.size()));
  }
  head.append("\r\n");
  return Secret(std::move(head));
}

/// Wipes header values on destruction, because they may contain API keys.
struct WipedHeaders {
  explicit WipedHeaders(std::vector<Header>& headers) : all(headers) {}
  WipedHeaders(const WipedHeaders&) = delete;
  WipedHeaders& operator=(const WipedHeaders&) = delete;
  ~WipedHeaders() {
    for (Header& header : all) wipe(header.value);
  }
  std::vector<Header>& all;
};

}  // namespace

result<RequestPlan> plan_request(HttpRequest request, const ProxyRules& proxy,
                                 Destinations& destinations) {
  const WipedHeaders wiped(request.headers);
  if (const auto checked = check_request(request); !checked) return checked.error();
  auto target = request_target(request.url);
  if (!target) return std::move(target.error()).before_sending();
  auto destination = destinations.find(request.url, proxy);
  if (!destination) return destination.error();
  RequestPlan plan;
  plan.to = *std::move(destination);
  plan.head = write_head(request, *plan.to, *target, proxy);
  plan.is_idempotent = is_idempotent(request.method);
  plan.is_head = request.method == "HEAD";
  plan.body = std::move(request.body);
  plan.deadlines = request.deadlines;
  plan.max_response_bytes = request.max_response_bytes;
  return plan;
}

Secret write_connect_head(const Url& url, const ProxyRules& proxy) {
  // The port is always included: authority-form has no default port (RFC 9112, section 3.2.3).
  const bool is_v6 = url.host.find(':') != std::string::npos;
  const std::string target =
      (is_v6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
  const std::string_view authorization = proxy.authorization().reveal();
  std::string head;
  head.reserve(256 + 2 * target.size() + user_agent().size() + authorization.size());
  head.append("CONNECT ").append(target).append(" HTTP/1.1\r\n");
  add_header(head, "Host", target);
  add_header(head, "User-Agent", user_agent());
  if (!authorization.empty()) add_header(head, "Proxy-Authorization", authorization);
  head.append("\r\n");
  return Secret(std::move(head));
}

}  // namespace yak::net
