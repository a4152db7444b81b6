#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yak::cli {

/// One thing that somebody did at the keyboard.
struct Key {
  enum class Kind : std::uint8_t {
    text,  ///< characters were typed: `text`
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
  /// Of `text` and `paste`: well-formed UTF-8 without control characters except, in a paste, line
  /// feed and tab.
  std::string text;
};

/// Turns the bytes of a terminal into keys: UTF-8, the escape sequences of xterm and its relatives
/// (ECMA-48 CSI and SS3), and bracketed paste (xterm, "Bracketed Paste Mode"). Sequences and
/// characters may be cut anywhere between two reads. Not thread-safe.
class KeyDecoder {
 public:
  /// Bytes of one paste that are kept; what follows is dropped. More than a message may have.
  static constexpr std::size_t kMaxPaste = std::size_t{256} << 10U;

  /// The keys that are complete with `bytes`. What is not waits for the next call.
  std::vector<Key> feed(std::string_view bytes);
  /// True while an Escape waits for what follows it.
  [[nodiscard]] bool waits() const noexcept { return !rest_.empty() && !pasting_; }
  /// Nothing follows: drops what waits.
  void give_up() { rest_.clear(); }

 private:
  /// Takes one key from the front of `rest_`; false when it is not complete.
  bool take(std::vector<Key>& keys);
  bool take_escape(std::vector<Key>& keys);
  bool take_sequence(std::vector<Key>& keys);
  bool take_paste(std::vector<Key>& keys);
  bool take_text(std::vector<Key>& keys);

  std::string rest_;
  std::string paste_;
  bool pasting_ = false;
};

/// `text` as a message can have it: line ends are line feeds, other control characters except tabs
/// are gone, malformed bytes are U+FFFD. Pure.
std::string clean_input(std::string_view text);

}  // namespace yak::cli
