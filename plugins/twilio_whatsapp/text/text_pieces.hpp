// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace yak::twilio {

/// The pieces of one text in order, for a receiver with an unknown limit on length: a piece that it
/// refuses is cut in half, and the halves again, down to a bound.
class TextPieces {
 public:
  /// The first piece is the whole `text`, even when it is empty.
  TextPieces(std::string text, std::size_t limit);

  /// The next piece to send; empty at the end.
  std::optional<std::string> next();
  /// Call when the last piece was refused for its length: its halves are next. False when it cannot
  /// be cut again.
  bool cut_smaller();
  /// True when the last piece is not the whole text.
  [[nodiscard]] bool is_cut() const noexcept { return last_.cuts > 0; }

 private:
  struct Piece {
    std::string text;
    int cuts = 0;
  };

  std::size_t limit_;
  std::deque<Piece> waiting_;
  Piece last_;
};

}  // namespace yak::twilio
