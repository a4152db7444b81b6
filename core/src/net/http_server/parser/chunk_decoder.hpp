#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace yak::net {

/// Decodes a chunked body (RFC 9112, section 7.1) without I/O and without a buffer: every byte is
/// used as it comes, however the body is cut into pieces.
///
/// Strict, because laxness lets two servers see two requests in the same bytes: lines end with CR
/// LF, extensions and trailers follow the grammar to the letter. Extensions and trailers are
/// checked and dropped.
class ChunkDecoder {
 public:
  ChunkDecoder() = default;
  /// `max_overhead`: bytes of all extensions and trailers together.
  explicit ChunkDecoder(std::size_t max_overhead) : overhead_left_(max_overhead) {}

  struct Piece {
    std::size_t used = 0;   ///< bytes that are done with
    std::string_view data;  ///< the end of those; data of the body
  };
  /// Goes on with `bytes`, not empty, while `is_open`. Stops after the size of a chunk is known,
  /// after data, at the end of the body, at an error, or when `bytes` is used up.
  Piece take(std::string_view bytes);

  [[nodiscard]] bool is_open() const noexcept { return !is_done() && !is_bad(); }
  [[nodiscard]] bool is_done() const noexcept { return state_ == State::done; }
  [[nodiscard]] bool is_bad() const noexcept { return state_ == State::bad; }
  /// How much data of the current chunk is still to come, once its size is known.
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
