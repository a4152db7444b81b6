// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/response_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>

namespace yak::net {
namespace {

// Upper bound of the memory reserved because of a Content-Length header.
constexpr std::size_t kMaxReserve = std::size_t{256} << 10U;

boost::system::error_code stop_parsing() {
  return make_error_code(boost::system::errc::operation_canceled);
}

bool may_begin_answer(std::string_view data) {
  constexpr std::string_view kBeginning = "HTTP/1.";
  return data.substr(0, kBeginning.size()) == kBeginning.substr(0, data.size());
}

/// The number of `timeout=` in a Keep-Alive header (RFC 2068, section 19.7.1.1).
std::optional<std::chrono::seconds> parse_idle_timeout(std::string_view value) {
  constexpr std::string_view kName = "timeout=";
  const auto found = std::ranges::search(
      value, kName, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
  if (found.empty()) return std::nullopt;
  const std::string_view digits(found.end(), value.end());
  std::uint32_t seconds = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (parsed.ec != std::errc()) return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace

ResponseReader::ResponseReader(bool bodiless, Limits limits, BodySink* sink)
    : sink_(sink), limits_(limits), bodiless_(bodiless) {
  begin_message();
}

void ResponseReader::begin_message() {
  message_.emplace(*this);
  message_->eager(true);
  message_->skip(bodiless_);
  message_->header_limit(kMaxHead);
  message_->body_limit(boost::none);
  response_ = HttpResponse();
  idle_timeout_.reset();
  in_body_ = false;
}

ResponseReader::Progress ResponseReader::feed(std::string_view data) {
  begun_ = begun_ || !data.empty();
  const bool continues = !pending_.empty();
  if (continues) data = pending_.append(data);
  Progress progress = Progress::more;
  std::size_t before = 0;
  while (progress == Progress::more && data.size() != before && !data.empty()) {
    before = data.size();
    progress = parse(data);
  }
  if (progress != Progress::more) return progress;
  if (data.size() > kMaxHead) return fail(ErrorKind::protocol, "the response head is too large");
  if (continues) {
    pending_.erase(0, pending_.size() - data.size());
  } else {
    pending_.assign(data);
  }
  return Progress::more;
}

ResponseReader::Progress ResponseReader::parse(std::string_view& data) {
  // Beast reports this only when the whole head has arrived, which may never happen.
  if (response_.status == 0 && !may_begin_answer(data)) {
    return fail(ErrorKind::protocol, "the response is not HTTP/1.1");
  }
  ErrorCode code;
  data.remove_prefix(message_->put(boost::asio::buffer(data.data(), data.size()), code));
  if (stopped_) return Progress::stopped;
  if (failure_) return Progress::failed;
  if (code == boost::beast::http::error::need_more) return Progress::more;
  if (code) return fail_parse(code);
  return message_->is_done() ? finish_message(data) : Progress::more;
}

ResponseReader::Progress ResponseReader::finish_message(std::string_view& rest) {
  const bool interim = response_.status / 100 == 1;
  if (interim && response_.status == 101) {
    return fail(ErrorKind::protocol, "the server switched protocols without a request to do so");
  }
  if (!interim) {
    keeps_alive_ = rest.empty() && message_->keep_alive();
    return Progress::done;
  }
  if (++interim_ > kMaxInterim) {
    return fail(ErrorKind::protocol, "the server sent too many interim responses");
  }
  begin_message();
  return Progress::more;
}

ResponseReader::Progress ResponseReader::end() {
  ErrorCode code;
  if (message_->got_some()) {
    message_->put_eof(code);
  } else {
    code = boost::beast::http::error::partial_message;
  }
  if (stopped_) return Progress::stopped;
  if (!code && pending_.empty() && message_->is_done()) return Progress::done;
  return fail(ErrorKind::unavailable,
              begun_ ? "the connection was closed in the middle of the response"
                     : "the connection was closed without a response");
}

ResponseReader::Progress ResponseReader::fail(ErrorKind kind, std::string message) {
  failure_.emplace(kind, std::move(message));
  return Progress::failed;
}

ResponseReader::Progress ResponseReader::fail_parse(const ErrorCode& code) {
  return fail(ErrorKind::protocol, "the response is not HTTP/1.1: " + code.message());
}

void ResponseReader::halt(ErrorCode& code, std::optional<error> why) {
  code = stop_parsing();
  if (why) {
    failure_ = std::move(why);
  } else {
    stopped_ = true;
  }
}

void ResponseReader::on_status(int status, ErrorCode& code) {
  response_.status = status;
  if (status < 100) halt(code, error(ErrorKind::protocol, "the response has no valid status"));
}

void ResponseReader::count_head(std::size_t bytes, ErrorCode& code) {
  head_bytes_ += bytes;
  if (head_bytes_ <= kMaxHead) return;
  halt(code, error(ErrorKind::protocol, "the response head is too large"));
}

void ResponseReader::on_field(std::string_view name, std::string_view value, ErrorCode& code) {
  count_head(name.size() + value.size(), code);
  if (code || in_body_) return;
  if (same_header(name, "Transfer-Encoding") && !same_header(value, "chunked")) {
    halt(code, error(ErrorKind::protocol, "the response has an unsupported transfer coding"));
    return;
  }
  if (same_header(name, "Keep-Alive")) idle_timeout_ = parse_idle_timeout(value);
  response_.headers.emplace_back(std::string(name), std::string(value));
}

void ResponseReader::on_header(ErrorCode& code) {
  in_body_ = true;
  if (response_.status / 100 == 1) return;
  to_sink_ = sink_ != nullptr && sink_->on_head(response_);
  const bool has_body = !message_->is_done();
  const std::uint64_t length = has_body ? message_->content_length().value_or(0) : 0;
  const std::size_t limit = to_sink_ ? limits_.streamed : limits_.collected;
  if (length > limit) {
    halt(code, error(ErrorKind::too_large,
                     "the response is larger than " + std::to_string(limit) + " bytes"));
  } else if (!to_sink_) {
    response_.body.reserve(std::min<std::size_t>(length, kMaxReserve));
  }
}

void ResponseReader::on_body(std::string_view data, ErrorCode& code) {
  const std::size_t limit = to_sink_ ? limits_.streamed : limits_.collected;
  const std::size_t before = to_sink_ ? streamed_ : response_.body.size();
  if (data.size() > limit - before) {
    halt(code, error(ErrorKind::too_large,
                     "the response is larger than " + std::to_string(limit) + " bytes"));
    return;
  }
  if (!to_sink_) {
    response_.body += data;
    return;
  }
  streamed_ += data.size();
  if (!data.empty() && !sink_->on_data(data)) halt(code, std::nullopt);
}

}  // namespace yak::net
