// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "yak/http.hpp"
#include "yak/text/ascii.hpp"
#include "yak/text/encoding.hpp"

namespace yak {
namespace {

/// The byte that two hexadecimal digits encode, or negative.
int hex_byte(const char* digits) noexcept {
  const int high = hex_value(digits[0]);
  const int low = hex_value(digits[1]);
  return (high | low) < 0 ? -1 : high * 16 + low;
}

bool is_unreserved(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string basic_authorization(const Secret& credentials) {
  const std::string_view plain = credentials.reveal();
  constexpr std::string_view kScheme = "Basic ";
  std::string header;
  header.reserve(kScheme.size() + 4 * ((plain.size() + 2) / 3) + 1);
  header.append(kScheme);
  append_base64(header, {reinterpret_cast<const std::uint8_t*>(plain.data()), plain.size()});
  return header;
}

bool same_header(std::string_view left, std::string_view right) noexcept {
  return same_ignoring_case(left, right);
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
  // Fast path: most of a form needs no decoding.
  const bool has_plus = plus_is_space && text.find('+') != std::string_view::npos;
  if (!has_plus && text.find('%') == std::string_view::npos) return std::string(text);
  const char* from = text.data();
  const char* const end = from + text.size();
  std::string decoded(text.size(), '\0');
  char* to = decoded.data();
  while (from != end) {
    char c = *from++;
    if (c == '%' && end - from >= 2) {
      if (const int byte = hex_byte(from); byte >= 0) {
        c = static_cast<char>(byte);
        from += 2;
      }
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    *to++ = c;
  }
  decoded.resize(static_cast<std::size_t>(to - decoded.data()));
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
