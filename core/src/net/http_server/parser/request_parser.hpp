// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "net/http_server/parser/chunk_decoder.hpp"
#include "net/http_server/parser/request_parse_buffer.hpp"
#include "net/http_server/parser/request_parse_fields.hpp"
#include "yak/http.hpp"

namespace yak::net {

/// Parses the requests of one connection, one after the other, without I/O. Call `begin`, then
/// `advance` repeatedly. On `need_more`, read into `space`, `commit`, and advance again. On
/// `header`, set the body's limit and advance again. After `complete` and the response, call
/// `finish`.
class RequestParser {
 public:
  enum class Step : std::uint8_t { need_more, header, complete, refused };

  /// `max_header_bytes` at most 60 KiB.
  explicit RequestParser(std::size_t max_header_bytes);

  /// The buffer to read into; then call `commit` with the number of bytes read.
  std::span<char> space();
  void commit(std::size_t size) noexcept { buffer_.commit(size); }

  void begin();
  Step advance();
  /// After `header`: refuses a longer body with 413, at once if its length is known.
  void limit_body(std::size_t max_bytes);
  /// Refuses the request with the caller's status and message.
  void give_up(int status, std::string_view message) { refuse(status, message); }
  /// Drops the request; bytes after it are kept for the next request.
  void finish();
  /// Frees excess memory while the connection is idle.
  void shrink();
  /// Drops the request as `finish` does and frees its memory, because its handler may run long.
  void release();

  /// Method, target and headers are set after `header`, the body after `complete`. Views are valid
  /// until the next `space`, `advance` or `finish`.
  [[nodiscard]] ServerRequest& request() noexcept { return request_; }
  [[nodiscard]] const RequestRefusal& refusal() const noexcept { return refusal_; }
  /// Whether at least one byte of the current request has arrived.
  [[nodiscard]] bool has_begun() const noexcept { return buffer_.size() > 0; }
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  [[nodiscard]] bool is_head() const { return is_head_; }
  [[nodiscard]] bool is_http_1_1() const { return parser_->is_http_1_1(); }
  /// Whether the client waits for 100 Continue before it sends the body.
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] std::size_t capacity() const noexcept { return buffer_.capacity(); }

 private:
  enum class Stage : std::uint8_t { header, sized_body, chunks, complete, refused };
  using Code = boost::beast::error_code;

  void start_parser();
  Step advance_header();
  void put_header(std::string_view window, Code& code);
  Step take_header();
  Step advance_chunks();
  Step complete();
  Step refuse(int status, std::string_view message);
  Step refuse_header(const Code& code);
  void skip_empty_lines() noexcept;
  void bind_head();
  [[nodiscard]] std::string_view view(Span span) const noexcept;

  std::size_t max_header_;
  RequestBuffer buffer_;
  std::vector<FieldSpan> fields_;
  std::optional<FieldParser> parser_;
  ChunkDecoder chunks_;
  ServerRequest request_;
  RequestRefusal refusal_;
  Stage stage_ = Stage::header;
  bool keep_alive_ = false;
  bool is_head_ = false;
  std::size_t parsed_ = 0;  ///< bytes of the request that are parsed
  std::size_t header_size_ = 0;
  std::size_t body_size_ = 0;  ///< the declared length, or the bytes decoded from chunks so far
  std::size_t max_body_ = 0;
};

}  // namespace yak::net
