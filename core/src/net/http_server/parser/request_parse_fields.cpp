// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/parser/request_parse_fields.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "net/http_server/parser/request_target.hpp"
#include "yak/http.hpp"

namespace yak::net {
namespace http = boost::beast::http;
namespace {

bool is_number(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Whether a comma-separated list contains `word`, ignoring case.
bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (same_header(trimmed(list.substr(0, end)), word)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

Span FieldParser::span_of(Text text) const noexcept {
  return {static_cast<std::uint16_t>(text.data() - request_),
          static_cast<std::uint16_t>(text.size())};
}

void FieldParser::on_request_impl(Verb /*verb*/, Text method, Text target, int version,
                                  Code& code) {
  method_ = span_of(method);
  target_ = span_of(target);
  version_ = version;
  if (!is_request_target({method.data(), method.size()}, {target.data(), target.size()})) {
    refuse(400, "bad request target");
    code = http::error::bad_target;
  }
}

void FieldParser::on_field_impl(Field field, Text name, Text value, Code& code) {
  // Beast joins folded lines in a separate buffer. RFC 9112, section 5.2, allows a server to reject
  // them with 400.
  const char* const name_end = name.data() + name.size();
  const bool is_folded = value.data() < name_end || value.data() >= request_ + 0x10000 ||
                         std::find(name_end, value.data(), '\n') != value.data();
  if (is_folded) {
    refuse(400, "folded header line");
  } else if (fields_->size() == kMaxFields) {
    refuse(431, "too many header fields");
  } else {
    fields_->push_back({span_of(name), span_of(value)});
    check_field(field, {value.data(), value.size()});
  }
  if (refusal_.status != 0) code = http::error::bad_value;
}

void FieldParser::check_field(Field field, std::string_view value) {
  switch (field) {
    case Field::host:
      if (std::exchange(has_host_, true)) refuse(400, "more than one Host");
      // RFC 9112, section 3.2: respond with 400 to an invalid Host.
      if (!has_host_characters(value)) refuse(400, "bad Host");
      break;
    case Field::content_length:
      if (std::exchange(has_length_, true)) refuse(400, "more than one Content-Length");
      if (!is_number(value)) refuse(400, "bad Content-Length");
      break;
    case Field::connection:
      // In HTTP/1.0, Beast gives keep-alive precedence; RFC 9112, section 9.3, gives it to `close`.
      closes_ = closes_ || has_word(value, "close");
      break;
    case Field::transfer_encoding: check_transfer_encoding(value); break;
    case Field::expect:
      // RFC 9110, section 10.1.1: ignore it in HTTP/1.0 requests.
      if (!is_http_1_1()) break;
      expects_continue_ = same_header(value, "100-continue");
      if (!expects_continue_) refuse(417, "unknown expectation");
      break;
    default: break;
  }
}

void FieldParser::check_transfer_encoding(std::string_view value) {
  if (!is_http_1_1()) {
    refuse(400, "Transfer-Encoding in HTTP/1.0");  // RFC 9112, section 6.1: invalid framing
  } else if (same_header(value, "chunked")) {
    return;
  } else if (has_word(value, "chunked")) {
    refuse(400, "bad Transfer-Encoding");
  } else {
    refuse(501, "unknown Transfer-Encoding");
  }
}

void FieldParser::on_header_impl(Code& code) {
  if (is_http_1_1() && !has_host_) {
    refuse(400, "no Host");
    code = http::error::bad_field;
  }
}

}  // namespace yak::net
