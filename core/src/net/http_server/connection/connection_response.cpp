// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/connection/connection_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

#include "net/http_server/route_pages.hpp"

namespace yak::net {
namespace {

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";  // RFC 9110, section 5.6.2

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || c == '\t';
  });
}

bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kOurs{
      "Content-Length", "Connection", "Transfer-Encoding", "Date", "Content-Type",
      "Keep-Alive",     "Trailer"};
  return std::ranges::any_of(kOurs, [&](std::string_view ours) { return same_header(name, ours); });
}

void append_number(std::string& text, std::size_t number) {
  const fmt::format_int digits(number);
  text.append(digits.data(), digits.size());
}

void append_status(std::string& head, int status) {
  if (status == 200) {
    head += "HTTP/1.1 200 OK\r\n";
    return;
  }
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  head += "HTTP/1.1 ";
  append_number(head, static_cast<std::size_t>(status));
  head.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

}  // namespace

std::string_view DateLine::at(std::time_t now) {
  if (now != made_for_) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 48> text{};
    // The process never calls setlocale, so strftime uses the English names of the C locale.
    const std::size_t size =
        std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
    line_.assign(text.data(), size);
    made_for_ = now;
  }
  return line_;
}

bool has_body(const ServerResponse& response) noexcept {
  return response.status != 204 && response.status != 304 && !response.content_type.empty();
}

bool append_response_head(std::string& head, const ServerResponse& response,
                          ResponseFraming framing, std::string_view date_line) {
  append_status(head, response.status);
  head += date_line;
  bool clean = true;
  const bool typed = has_body(response) && is_value(response.content_type);
  if (typed) head.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (has_body(response) && !typed) clean = false;
  // RFC 9110, section 8.6: 204 must not have Content-Length; 304 would need the length of the 200.
  if (response.status != 204 && response.status != 304) {
    head += "Content-Length: ";
    append_number(head, has_body(response) ? response.body.size() : 0);
    head += "\r\n";
  }
  if (!framing.keep_alive) {
    head += "Connection: close\r\n";
  } else if (!framing.is_http_1_1) {
    head += "Connection: keep-alive\r\n";
  }
  for (const Header& header : response.headers) {
    if (is_ours(header.name) || !is_name(header.name) || !is_value(header.value)) {
      clean = false;
      continue;
    }
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  head += "\r\n";
  return clean;
}

ServerResponse error_response(int status, std::string_view message) {
  return {status, "application/json", json_error(message)};
}

std::string closing_response(int status, std::string_view message) {
  const ServerResponse response = error_response(status, message);
  std::string text;
  append_response_head(text, response, ResponseFraming(), DateLine().at(std::time(nullptr)));
  return text + response.body;
}

}  // namespace yak::net
