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

/// Turns a connection's bytes into requests, one after the other, without I/O:
/// `begin`, then `advance` until it does not need more (giving it what was read in between); after
/// `header` set the body's limit and go on; after `complete` and the response, `finish`.
class RequestParser {
 public:
  enum class Step : std::uint8_t { need_more, header, complete, refused };

  /// `max_header_bytes` at most 60 KiB.
  explicit RequestParser(std::size_t max_header_bytes);

  /// The space to read into; after it `commit` how much was read.
  std::span<char> space();
  void commit(std::size_t size) noexcept { buffer_.commit(size); }

  void begin();
  Step advance();
  /// Once the header is there: refuses a longer body with 413, now if its length is known.
  void limit_body(std::size_t max_bytes);
  /// Refuses the rest of the request, for a reason of the caller's.
  void give_up(int status, std::string_view message) { refuse(status, message); }
  /// Drops the request; bytes behind it stay for the next.
  void finish();
  /// Gives back memory that had grown, while nothing is happening.
  void shrink();
  /// Drops the request as `finish` does, and gives back its memory: its handler may take long.
  void release();

  /// Method, target and headers from the header on, the body when complete. Views hold until the
  /// next `space`, `advance` or `finish`.
  [[nodiscard]] ServerRequest& request() noexcept { return request_; }
  [[nodiscard]] const Refusal& refusal() const noexcept { return refusal_; }
  /// True once a byte of the current request is there.
  [[nodiscard]] bool has_begun() const noexcept { return buffer_.size() > 0; }
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  [[nodiscard]] bool is_head() const { return is_head_; }
  [[nodiscard]] bool is_http_1_1() const { return parser_->is_http_1_1(); }
  /// The client waits for 100 Continue before it sends the body.
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
  Refusal refusal_;
  Stage stage_ = Stage::header;
  bool keep_alive_ = false;
  bool is_head_ = false;
  std::size_t parsed_ = 0;  ///< of the request's bytes, those that are understood
  std::size_t header_size_ = 0;
  std::size_t body_size_ = 0;  ///< declared, or what the chunks gave so far
  std::size_t max_body_ = 0;
};

}  // namespace yak::net
