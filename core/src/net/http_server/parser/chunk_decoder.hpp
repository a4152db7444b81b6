// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace yak::net {

/// Decodes a chunked body (RFC 9112, section 7.1) without I/O and without a buffer; the input may
/// be split at any byte.
///
/// Strict, because lenient parsing enables request smuggling: lines must end with CR LF, and
/// extensions and trailers must follow the grammar. Extensions and trailers are checked and
/// dropped.
class ChunkDecoder {
 public:
  ChunkDecoder() = default;
  /// `max_overhead`: maximum bytes of all extensions and trailers together.
  explicit ChunkDecoder(std::size_t max_overhead) : overhead_left_(max_overhead) {}

  struct Piece {
    std::size_t used = 0;   ///< bytes consumed
    std::string_view data;  ///< body data, at the end of the consumed bytes
  };
  /// Decodes the next `bytes`, which must not be empty. Call it only while `is_open`. Returns after
  /// the size of a chunk is known, after data, at the end of the body, at an error, or when all
  /// `bytes` are consumed.
  Piece take(std::string_view bytes);

  [[nodiscard]] bool is_open() const noexcept { return !is_done() && !is_bad(); }
  [[nodiscard]] bool is_done() const noexcept { return state_ == State::done; }
  [[nodiscard]] bool is_bad() const noexcept { return state_ == State::bad; }
  /// Remaining data bytes of the current chunk, once its size is known; else 0.
  [[nodiscard]] std::uint64_t announced() const noexcept {
    return state_ == State::data ? left_ : 0;
  }

 private:
  enum class State : std::uint8_t {
    size_first,
    size,
    extension_gap,  ///< space before `;`
    name_first,
    name,
    name_gap,  ///< space before `=` or `;`
    value_first,
    token,
    quoted,
    escape,
    quote_end,
    size_end,  ///< LF after the line of a chunk
    data,
    data_return,
    data_end,
    trailer_first,
    trailer_name,
    trailer_value,
    trailer_end,
    last_end,
    done,
    bad
  };

  [[nodiscard]] State after(char c);
  [[nodiscard]] State after_size(char c);
  [[nodiscard]] State after_extension(char c) const;
  [[nodiscard]] State after_name(char c) const;
  [[nodiscard]] State after_value(char c) const;
  [[nodiscard]] State after_trailer(char c) const;
  [[nodiscard]] bool is_overhead() const noexcept;

  State state_ = State::size_first;
  std::uint64_t left_ = 0;
  std::size_t overhead_left_ = std::numeric_limits<std::size_t>::max();
  int digits_ = 0;
};

}  // namespace yak::net
