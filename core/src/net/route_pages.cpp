#include "net/route_pages.hpp"

#include <array>

namespace yak::net {
namespace {

std::string json_quoted(std::string_view text) {
  static constexpr std::array<char, 17> kDigits{"0123456789abcdef"};
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
      quoted.push_back(c);
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted.push_back(kDigits.at(byte >> 4U));
      quoted.push_back(kDigits.at(byte & 15U));
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + "\"";
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ",";
    list += json_quoted(text);
  }
  return list + "]";
}

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      default: escaped.push_back(c);
    }
  }
  return escaped;
}

}  // namespace

std::string json_error(std::string_view message) {
  return std::string("{\"error\":\"").append(message).append("\"}");
}

std::string json_hints(const std::vector<std::string>& hints,
                       const std::vector<std::string>& paths) {
  return ",\"hints\":" + json_list(hints) + ",\"paths\":" + json_list(paths);
}

std::string html_hints(const std::vector<std::string>& hints,
                       const std::vector<std::string>& paths) {
  std::string html;
  for (const std::string& hint : hints) html += "<p>" + html_escaped(hint) + "</p>\n";
  html += "<p>Served here:</p>\n<ul>\n";
  for (const std::string& path : paths)
    html += "<li><code>" + html_escaped(path) + "</code></li>\n";
  return html + "</ul>\n";
}

bool wants_html(std::string_view accepts) {
  return accepts.find("text/html") != std::string_view::npos;
}

ServerResponse error_page(int status, std::string_view message, std::string_view hints_json,
                          std::string_view hints_html, bool html) {
  if (!html) {
    std::string body = json_error(message);
    body.insert(body.size() - 1, hints_json);
    return {status, "application/json", std::move(body)};
  }
  const std::string title = std::to_string(status) + ": " + std::string(message);
  std::string body = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>" + title +
                     "</title>\n<h1>" + title + "</h1>\n";
  body += hints_html;
  return {status, "text/html; charset=utf-8", std::move(body)};
}

}  // namespace yak::net
