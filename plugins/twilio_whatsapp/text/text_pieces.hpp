#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace yak::twilio {

/// The pieces of one text in order, for a receiver that finds texts too long by a measure of its
/// own: whatever it refuses is cut in half, and those halves again, down to a bound.
class TextPieces {
 public:
  /// The first piece is `text` whole, even when it is empty.
  TextPieces(std::string text, std::size_t limit);

  /// The next piece to send; nothing at the end.
  std::optional<std::string> next();
  /// The piece given last was refused for its length: its halves come next. False when it was cut
  /// often enough.
  bool cut_smaller();
  /// True when the piece given last is not the text whole.
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
