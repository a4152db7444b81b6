// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yak/http.hpp"

namespace yak::net {

/// Parses one HTTP/1.1 response, or passes its body to a sink. A state machine without I/O; the
/// input may be split at any byte.
class ResponseReader {
 public:
  enum class Progress : std::uint8_t {
    more,     ///< more input is needed
    done,     ///< the response is complete
    stopped,  ///< the sink refused further data
    failed,   ///< see `failure`
  };

  struct Limits {
    std::size_t collected = 0;  ///< maximum bytes of a body stored in the response
    std::size_t streamed = 0;   ///< maximum bytes of a body passed to the sink
  };

  /// Maximum bytes of status line, headers and trailers together.
  static constexpr std::size_t kMaxHead = std::size_t{64} << 10U;
  /// Maximum number of 1xx responses before the final one.
  static constexpr int kMaxInterim = 16;

  /// `bodiless`: the response to HEAD or CONNECT, which has no body regardless of its headers (RFC
  /// 9112, section 6.3). `sink` may be null; it must outlive the reader.
  ResponseReader(bool bodiless, Limits limits, BodySink* sink);
  ResponseReader(const ResponseReader&) = delete;
  ResponseReader& operator=(const ResponseReader&) = delete;

  Progress feed(std::string_view data);
  /// The peer closed the connection in an orderly way. This ends a body without a length; otherwise
  /// it is a failure.
  Progress end();

  /// Deadline of the next read: the sink's `patience` if it takes the body, else `stall`.
  [[nodiscard]] std::chrono::milliseconds stall_timeout(std::chrono::milliseconds stall) const {
    return to_sink_ ? sink_->stall_timeout(stall) : stall;
  }
  /// Whether any byte has been fed.
  [[nodiscard]] bool begun() const { return begun_; }
  /// After `done`: whether the connection may carry another request.
  [[nodiscard]] bool keeps_alive() const { return keeps_alive_; }
  /// The value of `Keep-Alive: timeout=`, if the server sent it.
  [[nodiscard]] std::optional<std::chrono::seconds> idle_timeout() const { return idle_timeout_; }
  [[nodiscard]] HttpResponse&& take() { return std::move(response_); }
  /// The error; its text does not name the peer.
  [[nodiscard]] const error& failure() const { return *failure_; }

 private:
  using ErrorCode = boost::system::error_code;

  /// Beast's parser of one message; forwards its events to the owner.
  class Message final : public boost::beast::http::basic_parser<false> {
   public:
    explicit Message(ResponseReader& owner) : owner_(owner) {}

   private:
    using View = boost::beast::string_view;
    using Length = boost::optional<std::uint64_t>;

    void on_request_impl(boost::beast::http::verb /*method*/, View /*name*/, View /*target*/,
                         int /*version*/, ErrorCode& /*code*/) override {}
    void on_response_impl(int status, View /*reason*/, int /*version*/, ErrorCode& code) override {
      owner_.on_status(status, code);
    }
    void on_field_impl(boost::beast::http::field /*name*/, View name, View value,
                       ErrorCode& code) override {
      owner_.on_field(name, value, code);
    }
    void on_header_impl(ErrorCode& code) override { owner_.on_header(code); }
    void on_body_init_impl(const Length& /*length*/, ErrorCode& /*code*/) override {}
    std::size_t on_body_impl(View data, ErrorCode& code) override {
      owner_.on_body(data, code);
      return data.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, View extensions, ErrorCode& code) override {
      owner_.count_head(extensions.size(), code);
    }
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, View data, ErrorCode& code) override {
      owner_.on_body(data, code);
      return data.size();
    }
    void on_finish_impl(ErrorCode& /*code*/) override {}

    ResponseReader& owner_;
  };

  void begin_message();
  Progress parse(std::string_view& data);
  Progress finish_message(std::string_view& rest);
  Progress fail(ErrorKind kind, std::string message);
  Progress fail_parse(const ErrorCode& code);

  void on_status(int status, ErrorCode& code);
  void on_field(std::string_view name, std::string_view value, ErrorCode& code);
  void on_header(ErrorCode& code);
  void on_body(std::string_view data, ErrorCode& code);
  void count_head(std::size_t bytes, ErrorCode& code);
  /// Stores the failure (null means that the sink stopped) and aborts the parser.
  void halt(ErrorCode& code, std::optional<error> why);

  std::optional<Message> message_;
  HttpResponse response_;
  std::string pending_;  // an element that has arrived in part
  std::optional<error> failure_;
  std::optional<std::chrono::seconds> idle_timeout_;
  BodySink* sink_;
  Limits limits_;
  std::size_t head_bytes_ = 0;
  std::size_t streamed_ = 0;
  int interim_ = 0;
  bool bodiless_;
  bool begun_ = false;
  bool in_body_ = false;
  bool to_sink_ = false;
  bool stopped_ = false;
  bool keeps_alive_ = false;
};

}  // namespace yak::net
