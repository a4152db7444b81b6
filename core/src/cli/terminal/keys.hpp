// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yak::cli {

/// One key press or paste.
struct Key {
  enum class Kind : std::uint8_t {
    text,  ///< typed characters: `text`
    paste,
    enter,
    newline,  ///< Alt-Enter: a line break inside the message
    tab,
    backspace,
    del,
    left,
    right,
    word_left,
    word_right,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    kill_to_end,
    kill_to_start,
    kill_word,
    yank,
    clear_screen,
    interrupt,  ///< Ctrl-C
    end_of_input,
    suspend,
  };

  Key(Kind kind, std::string text = {}) : kind(kind), text(std::move(text)) {}  // NOLINT: a kind

  Kind kind;
  /// For `text` and `paste`: well-formed UTF-8 without control characters, except line feeds and
  /// tabs in a paste.
  std::string text;
};

/// Decodes a terminal's bytes into keys: UTF-8, the escape sequences of xterm-like terminals
/// (ECMA-48 CSI and SS3), and bracketed paste (xterm, "Bracketed Paste Mode"). Sequences and
/// characters may be split anywhere between two reads. Not thread-safe.
class KeyDecoder {
 public:
  /// Limit of one paste in bytes; the rest is discarded. Larger than a message may be.
  static constexpr std::size_t kMaxPaste = std::size_t{256} << 10U;

  /// The keys that `bytes` completes. Incomplete ones wait for the next call.
  std::vector<Key> feed(std::string_view bytes);
  /// True while an Escape waits for further bytes.
  [[nodiscard]] bool waits() const noexcept { return !rest_.empty() && !pasting_; }
  /// Discards an incomplete sequence when no more bytes follow.
  void give_up() { rest_.clear(); }

 private:
  /// Decodes one key from the front of `rest_`; false if it is incomplete.
  bool take(std::vector<Key>& keys);
  bool take_escape(std::vector<Key>& keys);
  bool take_sequence(std::vector<Key>& keys);
  bool take_paste(std::vector<Key>& keys);
  bool take_text(std::vector<Key>& keys);

  std::string rest_;
  std::string paste_;
  bool pasting_ = false;
};

/// Cleans `text` for a message: line ends become line feeds, other control characters except tabs
/// are removed, malformed bytes become U+FFFD. Pure.
std::string clean_input(std::string_view text);

}  // namespace yak::cli
