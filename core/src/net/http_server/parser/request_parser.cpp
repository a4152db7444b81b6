// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/parser/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <cstring>
#include <tuple>

#include "net/http_server/parser/request_target.hpp"

namespace yak::net {
namespace http = boost::beast::http;
namespace {

/// Minimum free space for a read; less would cause many small reads.
constexpr std::size_t kLeastRead = 256;
constexpr std::size_t kMaxHeader = std::size_t{60} << 10U;
constexpr std::size_t kKeptFields = 64;

bool is_foreign_version(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
  if (line.size() < 9) return false;
  const std::string_view version = line.substr(line.size() - 9);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::ranges::count(line, ' ') != 2) return false;
  return version.starts_with(" HTTP/") && is_digit(version[6]) && version[7] == '.' &&
         is_digit(version[8]);
}

/// Whether a line ends without a carriage return.
bool has_bare_line_feed(std::string_view bytes) {
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return true;
  }
  return false;
}

}  // namespace

RequestParser::RequestParser(std::size_t max_header_bytes)
    : max_header_(std::min(max_header_bytes, kMaxHeader)) {}

std::span<char> RequestParser::space() {
  if (stage_ == Stage::sized_body) {
    const std::size_t missing = header_size_ + body_size_ - buffer_.size();
    return buffer_.prepare(std::min(missing, kLeastRead), missing);
  }
  return buffer_.prepare(kLeastRead, max_header_);
}

void RequestParser::start_parser() {
  parser_.emplace(fields_);
  parser_->header_limit(static_cast<std::uint32_t>(max_header_));
  parser_->body_limit(boost::none);
  parsed_ = 0;
}

void RequestParser::begin() {
  start_parser();
  refusal_ = {};
  stage_ = Stage::header;
  keep_alive_ = is_head_ = false;
  header_size_ = body_size_ = max_body_ = 0;
}

RequestParser::Step RequestParser::advance() {
  switch (stage_) {
    case Stage::header: return advance_header();
    case Stage::sized_body:
      return buffer_.size() < header_size_ + body_size_ ? Step::need_more : complete();
    case Stage::chunks: return advance_chunks();
    case Stage::complete: return Step::complete;
    case Stage::refused: break;
  }
  return Step::refused;
}

void RequestParser::skip_empty_lines() noexcept {
  // RFC 9112, section 2.2: old clients send an extra CRLF after a body.
  while (parsed_ == 0 && buffer_.unread().starts_with("\r\n")) buffer_.consume(2);
}

RequestParser::Step RequestParser::advance_header() {
  skip_empty_lines();
  const std::string_view window = buffer_.unread().substr(0, max_header_);
  if (window.empty() || (parsed_ == 0 && window == "\r")) return Step::need_more;
  Code code;
  put_header(window, code);
  if (code == http::error::need_more) {
    // If Beast first saw an incomplete request line, it waits for the whole header before it parses
    // again. Restart it once the line is complete.
    if (!parser_->has_request_line() && window.find("\r\n") != std::string_view::npos) {
      start_parser();
      put_header(window, code);
    }
  }
  if (code == http::error::need_more) {
    if (has_bare_line_feed(window)) return refuse(400, "bad line ending");
    // Beast's own limit is reset for every field that arrives separately.
    return window.size() < max_header_ ? Step::need_more : refuse_header(http::error::header_limit);
  }
  if (code) return refuse_header(code);
  return take_header();
}

void RequestParser::put_header(std::string_view window, Code& code) {
  parser_->locate(window.data());
  parsed_ += parser_->put({window.data() + parsed_, window.size() - parsed_}, code);
}

RequestParser::Step RequestParser::take_header() {
  header_size_ = parsed_;
  keep_alive_ = parser_->keeps_alive();
  bind_head();
  is_head_ = request_.method == "HEAD";
  stage_ = parser_->chunked() ? Stage::chunks : Stage::sized_body;
  chunks_ = ChunkDecoder(max_header_);
  if (stage_ == Stage::sized_body) {
    const std::uint64_t length = parser_->content_length().value_or(0);
    // All body limits are far below this; the sum with the header size must not overflow.
    body_size_ = static_cast<std::size_t>(std::min(length, std::uint64_t{1} << 62U));
  }
  return Step::header;
}

RequestParser::Step RequestParser::refuse_header(const Code& code) {
  if (const RequestRefusal& own = parser_->refusal(); own.status != 0) {
    return refuse(own.status, own.message);
  }
  if (code == http::error::header_limit) {
    return parser_->has_request_line() ? refuse(431, "header too large")
                                       : refuse(414, "request line too long");
  }
  if (code == http::error::bad_version) {
    return is_foreign_version(buffer_.unread()) ? refuse(505, "HTTP version not supported")
                                                : refuse(400, "bad request line");
  }
  if (!parser_->has_request_line()) return refuse(400, "bad request line");
  return refuse(400, "bad header");
}

void RequestParser::limit_body(std::size_t max_bytes) {
  max_body_ = max_bytes;
  if (stage_ == Stage::sized_body && body_size_ > max_bytes) refuse(413, "body too large");
}

RequestParser::Step RequestParser::advance_chunks() {
  // Buffer layout: [header][decoded body][consumed chunk framing][bytes not parsed yet]
  while (parsed_ < buffer_.size() && chunks_.is_open()) {
    const ChunkDecoder::Piece piece = chunks_.take(buffer_.unread().substr(parsed_));
    parsed_ += piece.used;
    if (chunks_.announced() > max_body_ - body_size_) return refuse(413, "body too large");
    if (piece.data.empty()) continue;
    std::memmove(buffer_.data() + header_size_ + body_size_, piece.data.data(), piece.data.size());
    body_size_ += piece.data.size();
  }
  if (chunks_.is_bad()) return refuse(400, "bad chunked body");
  if (chunks_.is_done()) return complete();
  const std::size_t body_end = header_size_ + body_size_;
  buffer_.erase(body_end, parsed_ - body_end);
  parsed_ = body_end;
  return Step::need_more;
}

RequestParser::Step RequestParser::complete() {
  if (stage_ == Stage::sized_body) parsed_ = header_size_ + body_size_;
  stage_ = Stage::complete;
  bind_head();
  request_.body = buffer_.unread().substr(header_size_, body_size_);
  return Step::complete;
}

RequestParser::Step RequestParser::refuse(int status, std::string_view message) {
  refusal_ = {status, message};
  stage_ = Stage::refused;
  return Step::refused;
}

std::string_view RequestParser::view(Span span) const noexcept {
  return buffer_.unread().substr(span.at, span.size);
}

void RequestParser::bind_head() {
  request_.method = view(parser_->method());
  request_.target = view(parser_->target());
  std::tie(request_.path, request_.query) = split_target(request_.target);
  request_.body = {};
  request_.headers.clear();
  request_.headers.reserve(fields_.size());
  for (const FieldSpan& field : fields_) {
    request_.headers.emplace_back(view(field.name), view(field.value));
  }
}

bool RequestParser::expects_continue() const {
  return parser_->expects_continue() && stage_ != Stage::complete &&
         buffer_.size() == header_size_ && (stage_ == Stage::chunks || body_size_ > 0);
}

void RequestParser::finish() {
  buffer_.consume(parsed_);
  parsed_ = 0;
}

void RequestParser::release() {
  finish();
  buffer_.release();
  request_ = {};
  fields_ = {};
}

void RequestParser::shrink() {
  buffer_.shrink();
  if (fields_.capacity() > kKeptFields) {
    std::vector<FieldSpan>().swap(fields_);
    request_.headers = {};
  }
}

}  // namespace yak::net
