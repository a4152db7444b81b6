// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/route_pages.hpp"

#include <array>

namespace yak::net {

std::string json_error(std::string_view message) {
  return std::string("{\"error\":\"").append(message).append("\"}");
}

bool wants_html(std::string_view accepts) {
  return accepts.find("text/html") != std::string_view::npos;
}

ServerResponse error_page(int status, std::string_view message, bool html) {
  if (!html) return {status, "application/json", json_error(message)};
  const std::string title = std::to_string(status) + ": " + std::string(message);
  return {status, "text/html; charset=utf-8",
          "<!doctype html>\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n<h1>" + title +
              "</h1>\n"};
}

}  // namespace yak::net
