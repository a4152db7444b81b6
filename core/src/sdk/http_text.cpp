#include <algorithm>
#include <array>

#include "yak/http.hpp"

namespace yak {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

bool same_header(std::string_view left, std::string_view right) noexcept {
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view HttpResponse::header(std::string_view name) const noexcept {
  for (const Header& header : headers) {
    if (same_header(header.name, name)) return header.value;
  }
  return {};
}

std::string_view ServerRequest::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (same_header(key, name)) return value;
  }
  return {};
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  // Most of a form is plain.
  const bool has_plus = plus_is_space && text.find('+') != std::string_view::npos;
  if (!has_plus && text.find('%') == std::string_view::npos) return std::string(text);
  const auto is_plain = [plus_is_space](char c) {
    return c != '%' && !(plus_is_space && c == '+');
  };
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_plain(text[at])) ++at;
    decoded.append(text, begin, at - begin);
    if (at == text.size()) break;
    const bool escaped = text[at] == '%' && at + 2 < text.size();
    const int high = escaped ? hex_value(text[at + 1]) : -1;
    const int low = escaped ? hex_value(text[at + 2]) : -1;
    const bool is_byte = high >= 0 && low >= 0;
    decoded.push_back(is_byte ? static_cast<char>(high * 16 + low) : text[at] == '+' ? ' ' : '%');
    at += is_byte ? 3 : 1;
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::array<char, 17> kDigits{"0123456789ABCDEF"};
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(kDigits.at(byte >> 4U));
    encoded.push_back(kDigits.at(byte & 15U));
  }
  return encoded;
}

result<std::vector<FormField>> parse_form(std::string_view body, std::size_t max_fields) {
  std::vector<FormField> fields;
  const auto separators = static_cast<std::size_t>(std::ranges::count(body, '&'));
  fields.reserve(std::min(separators + 1, max_fields));
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('&'), body.size());
    const std::string_view pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty()) continue;
    if (fields.size() == max_fields) {
      return error(ErrorKind::too_large,
                   "form has more than " + std::to_string(max_fields) + " fields");
    }
    const std::size_t equals = std::min(pair.find('='), pair.size());
    fields.emplace_back(
        percent_decode(pair.substr(0, equals), true),
        equals < pair.size() ? percent_decode(pair.substr(equals + 1), true) : std::string());
  }
  return fields;
}

std::string write_form(const std::vector<FormField>& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form.push_back('&');
    form += percent_encode(name);
    form.push_back('=');
    form += percent_encode(value);
  }
  return form;
}

}  // namespace yak
