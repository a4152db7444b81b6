// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "yak/http.hpp"

namespace yak {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// The value of each character as a hexadecimal digit, or -1.
constexpr std::array<int, 256> kHexValues = [] {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::string_view kCapitals = "0123456789ABCDEF";
  std::array<int, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values.at(static_cast<unsigned char>(kDigits[i])) = static_cast<int>(i);
    values.at(static_cast<unsigned char>(kCapitals[i])) = static_cast<int>(i);
  }
  return values;
}();

/// The byte that two hexadecimal digits encode, or negative.
int hex_byte(const char* digits) noexcept {
  const int high = kHexValues[static_cast<unsigned char>(digits[0])];
  const int low = kHexValues[static_cast<unsigned char>(digits[1])];
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
  // EVP_EncodeBlock appends a zero byte.
  std::string header(kScheme.size() + 4 * ((plain.size() + 2) / 3) + 1, '\0');
  header.replace(0, kScheme.size(), kScheme);
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(&header[kScheme.size()]),
                                   reinterpret_cast<const unsigned char*>(plain.data()),
                                   static_cast<int>(plain.size()));
  header.resize(kScheme.size() + static_cast<std::size_t>(size));
  return header;
}

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
