// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// Writes WhatsApp's markup piece by piece, with the prefixes of lines, the gaps between blocks and
/// the marks around words. The depth of shown nesting is bounded.
class MarkupWriter {
 public:
  enum class Gap { none, line, blank };

  // Blocks.
  void block() { request(innermost_gap()); }
  /// Ends a block: in a tight list, text that is not a block may follow.
  void end_block();
  void enter_quote();
  void enter_list(bool tight);
  /// `marker` with its trailing space: `- `, `2. `.
  void enter_item(std::string marker);
  void leave_quote() { containers_.pop_back(); }
  void leave_list() { tight_lists_.pop_back(); }
  void leave_item();
  void code_block(std::string_view code);
  /// Writes lines unchanged, each after its prefix.
  void lines(std::string_view text);

  // Inside a block.
  void text(std::string_view words);
  void line_break();
  void open(char mark);
  void close(char mark);
  void code(std::string_view code);
  /// The offset of the next character.
  std::size_t position();
  /// The text written since the offset `from`.
  [[nodiscard]] std::string_view since(std::size_t from) const {
    return std::string_view(out_).substr(from);
  }

  [[nodiscard]] std::size_t size() const noexcept { return out_.size(); }
  /// The whole text, without white space at its end.
  std::string finish() &&;

 private:
  struct Container {
    std::string marker;  ///< `> ` of a quote, or an item's
    bool quote = false;
    bool written = false;
  };
  struct Mark {
    char sign;
    int depth = 0;
  };

  void request(Gap gap);
  [[nodiscard]] Gap innermost_gap() const;
  void begin();
  void write_prefix();
  Mark& mark_of(char sign);

  std::string out_;
  Gap gap_ = Gap::none;
  bool at_line_start_ = true;
  std::vector<Container> containers_;
  std::vector<bool> tight_lists_;
  std::array<Mark, 3> marks_{{{'*'}, {'_'}, {'~'}}};
};

}  // namespace yak::twilio
