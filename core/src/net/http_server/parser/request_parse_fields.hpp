// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace yak::net {

/// Why a request is refused. `status` 0 means that it is not refused.
struct RequestRefusal {
  int status = 0;
  std::string_view message;  ///< a literal for the client; contains nothing of the request
};

/// A part of the header, as offset from the request's first byte and size.
struct Span {
  std::uint16_t at = 0;
  std::uint16_t size = 0;
};

struct FieldSpan {
  Span name;
  Span value;
};

/// Beast's header parser. Records positions instead of copying text, and is stricter than Beast to
/// prevent request smuggling (RFC 9112, section 11.2). It is not given the body.
///
/// Call `locate` with the address of the request before each `put`. The header must fit into the
/// first 64 KiB of the request.
class FieldParser final : public boost::beast::http::basic_parser<true> {
 public:
  /// Maximum number of header fields, more than any client sends. Each uses an entry in the
  /// request.
  static constexpr std::size_t kMaxFields = 100;

  explicit FieldParser(std::vector<FieldSpan>& fields) : fields_(&fields) { fields.clear(); }

  void locate(const char* request) noexcept { request_ = request; }

  [[nodiscard]] const RequestRefusal& refusal() const noexcept { return refusal_; }
  [[nodiscard]] bool has_request_line() const noexcept { return version_ != 0; }
  [[nodiscard]] Span method() const noexcept { return method_; }
  [[nodiscard]] Span target() const noexcept { return target_; }
  [[nodiscard]] bool is_http_1_1() const noexcept { return version_ == 11; }
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  /// False if any Connection field contains `close`, regardless of its other options.
  [[nodiscard]] bool keeps_alive() const { return keep_alive() && !closes_; }

 private:
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;
  using Text = boost::beast::string_view;
  using Code = boost::beast::error_code;

  void on_request_impl(Verb verb, Text method, Text target, int version, Code& code) override;
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(Field field, Text name, Text value, Code& code) override;
  void on_header_impl(Code& code) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override { return body.size(); }
  void on_finish_impl(Code&) override {}

  void check_field(Field field, std::string_view value);
  void check_transfer_encoding(std::string_view value);
  void refuse(int status, std::string_view message) { refusal_ = {status, message}; }
  [[nodiscard]] Span span_of(Text text) const noexcept;

  std::vector<FieldSpan>* fields_;
  const char* request_ = nullptr;
  RequestRefusal refusal_;
  Span method_;
  Span target_;
  int version_ = 0;
  bool has_host_ = false;
  bool has_length_ = false;
  bool expects_continue_ = false;
  bool closes_ = false;
};

}  // namespace yak::net
