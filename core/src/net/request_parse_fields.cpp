#include "net/request_parse_fields.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "yak/http.hpp"

namespace yak::net {
namespace http = boost::beast::http;
namespace {

/// RFC 9112, section 3.2: a Host that cannot be one is answered with 400. The characters are those
/// of RFC 3986's host and port.
bool is_host(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~!$&'()*+,;=:[]%").find(c) != std::string_view::npos;
  });
}

bool is_number(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool names_chunked(std::string_view codings) {
  while (!codings.empty()) {
    const std::size_t end = std::min(codings.find(','), codings.size());
    if (same_header(trimmed(codings.substr(0, end)), "chunked")) return true;
    codings.remove_prefix(std::min(end + 1, codings.size()));
  }
  return false;
}

}  // namespace

Span FieldParser::span_of(Text text) const noexcept {
  return {static_cast<std::uint16_t>(text.data() - request_),
          static_cast<std::uint16_t>(text.size())};
}

std::string_view FieldParser::take_chunk() noexcept { return std::exchange(chunk_, {}); }

void FieldParser::on_request_impl(Verb /*verb*/, Text method, Text target, int version,
                                  Code& /*code*/) {
  method_ = span_of(method);
  target_ = span_of(target);
  version_ = version;
}

void FieldParser::on_field_impl(Field field, Text name, Text value, Code& code) {
  if (header_done_) return;  // a trailer; nothing here reads them (RFC 9110, section 6.5.1)
  // Beast joins folded lines in a buffer of its own; RFC 9112, section 5.2, has servers refuse
  // them.
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
      if (!is_host(value)) refuse(400, "bad Host");
      break;
    case Field::content_length:
      if (std::exchange(has_length_, true)) refuse(400, "more than one Content-Length");
      if (!is_number(value)) refuse(400, "bad Content-Length");
      break;
    case Field::transfer_encoding: check_transfer_encoding(value); break;
    case Field::expect:
      // RFC 9110, section 10.1.1: HTTP/1.0 clients cannot mean it.
      if (!is_http_1_1()) break;
      expects_continue_ = same_header(value, "100-continue");
      if (!expects_continue_) refuse(417, "unknown expectation");
      break;
    default: break;
  }
}

void FieldParser::check_transfer_encoding(std::string_view value) {
  if (!is_http_1_1()) {
    refuse(400, "Transfer-Encoding in HTTP/1.0");  // RFC 9112, section 6.1: faulty framing
  } else if (same_header(value, "chunked")) {
    return;
  } else if (names_chunked(value)) {
    refuse(400, "bad Transfer-Encoding");
  } else {
    refuse(501, "unknown Transfer-Encoding");
  }
}

void FieldParser::on_header_impl(Code& code) {
  header_done_ = true;
  if (is_http_1_1() && !has_host_) {
    refuse(400, "no Host");
    code = http::error::bad_field;
  }
}

std::size_t FieldParser::on_chunk_body_impl(std::uint64_t /*remain*/, Text body, Code& /*code*/) {
  chunk_ = {body.data(), body.size()};
  return body.size();
}

}  // namespace yak::net
